"""What is broken of what a build made is noticed, and made again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import projects
import pytest

from detach_examples.site import made

PAGE = "pitfalls/draws"
DRAWS = """import torch

from detach_examples import trace

w = torch.ones(1, requires_grad=True)
with trace() as record:
    loss = w.sum()
print(loss)
record.draw(loss, "One edge.")"""
GENERATED = f"docs/gallery/{PAGE}"
THUMB = "docs/gallery/pitfalls/images/thumb/sphx_glr_draws_thumb.svg"


@pytest.fixture(scope="module")
def drawn(seed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built project whose second page has a picture."""
    root = tmp_path_factory.mktemp("drawn") / "project"
    shutil.copytree(seed, root)
    projects.add(root, PAGE, DRAWS)
    assert projects.build(root).returncode == 0
    return root


@pytest.fixture(scope="module")
def wanted(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What readers open once the first page has changed, and nothing is broken."""
    root = tmp_path_factory.mktemp("wanted") / "project"
    shutil.copytree(drawn, root)
    _change(root)
    _ran(root)
    return projects.opened(root)


def _change(root: Path) -> None:
    with (root / "docs/index.md").open("a") as page:
        page.write("\nIt has changed.\n")


def _ran(root: Path) -> list[str]:
    done = projects.build(root)
    assert done.returncode == 0, done.stderr
    ran: list[str] = json.loads((root / "build/result.json").read_text())["ran"]
    return sorted(ran)


ALL = [PAGE, "pitfalls/sound_page"]

_DARK = THUMB.replace("_thumb", "_thumb_dark")
#: What is broken -> the scripts that must run again.
BROKEN = {
    f"{GENERATED}.rst": [PAGE],
    f"{GENERATED}.ipynb": [PAGE],
    f"{GENERATED}.zip": [PAGE],
    f"{GENERATED}.py": [PAGE],
    f"{GENERATED}.py.md5": [PAGE],
    f"{GENERATED}.made": [PAGE],
    "docs/gallery/pitfalls/images/sphx_glr_draws_001.html": [PAGE],
    "docs/gallery/pitfalls/images/sphx_glr_draws_001.svg": [PAGE],
    THUMB: [PAGE],
    _DARK: [],
    "docs/gallery/index.rst": [],
    "docs/gallery/pitfalls/index.rst": [],
    "build/stamp": ALL,
    "build/torch.inv": [],
    "build/child/running.json": [],
    "build/result.json": [],
    "build/warnings.txt": [],
    "build/doctrees/site/environment.pickle": [],
    f"build/doctrees/site/gallery/{PAGE}.doctree": [],
    "build/doctrees/site/index.doctree": [],
    "build/made-site.json": [],
    f"build/site/gallery/{PAGE}.html": [],
    "build/site/_static/style.css": [],
    "build/site/.buildinfo": [],
}


@pytest.mark.parametrize("how", ["half", "noise"])
def test_where_all_is_broken_all_is_made_again(
    how: str, drawn: Path, wanted: dict[str, bytes], tmp_path: Path
) -> None:
    root = tmp_path / "project"
    shutil.copytree(drawn, root)
    for name in BROKEN:
        _break(root / name, how)
    _change(root)
    assert _ran(root) == ALL
    assert projects.opened(root) == wanted


def _break(path: Path, how: str) -> None:
    held = path.read_bytes() if path.exists() else b""
    broken = held[: len(held) // 2] if how == "half" else b"\xff\x00{" + held
    path.write_bytes(broken)


@pytest.mark.parametrize("name", [name for name in BROKEN if not BROKEN[name]])
def test_what_sphinx_made_is_made_again_without_a_script(
    name: str, drawn: Path, wanted: dict[str, bytes], tmp_path: Path
) -> None:
    root = tmp_path / "project"
    shutil.copytree(drawn, root)
    _break(root / name, "half")
    _change(root)
    assert _ran(root) == BROKEN[name]
    assert projects.opened(root) == wanted


@pytest.mark.parametrize("how", ["half", "noise", "gone"])
@pytest.mark.parametrize("name", [n for n in BROKEN if n.startswith(GENERATED)])
def test_a_broken_file_of_a_page_lets_its_script_run_again(
    name: str, how: str, drawn: Path, tmp_path: Path
) -> None:
    root = tmp_path / "project"
    shutil.copytree(drawn / "docs", root / "docs")
    sums = {path.name for path in root.rglob("*.md5")}
    made.forget_broken(root)
    assert {path.name for path in root.rglob("*.md5")} == sums
    if how == "gone":
        (root / name).unlink()
    else:
        _break(root / name, how)
    made.forget_broken(root)
    assert {path.name for path in root.rglob("*.md5")} == sums - {"draws.py.md5"}


def test_a_mended_script_shows_no_card_of_its_failure(project: Path) -> None:
    projects.add(project, "pitfalls/mended", "1 / 0")
    assert projects.build(project).returncode == 1
    thumbs = project / "docs/gallery/pitfalls/images/thumb"
    broken = sorted(path.read_bytes() for path in thumbs.glob("*mended_thumb.*"))
    assert broken
    projects.add(project, "pitfalls/mended", "print('mended')")
    assert projects.build(project).returncode == 0
    (thumb,) = thumbs.glob("*mended_thumb.*")
    assert thumb.read_bytes() not in broken
    assert thumb.read_bytes() == (project / "docs/_static/mark.svg").read_bytes()


def test_a_page_that_draws_no_more_shows_no_old_picture(
    drawn: Path, tmp_path: Path
) -> None:
    root = tmp_path / "project"
    shutil.copytree(drawn, root)
    old = (root / THUMB).read_bytes()
    projects.add(root, PAGE, "print('no drawing')")
    assert _ran(root) == [PAGE]
    assert not list((root / "docs/gallery/pitfalls/images").glob("sphx_glr_draws_0*"))
    assert (root / THUMB).read_bytes() != old


def test_pictures_of_a_page_whose_name_begins_alike_are_its_own(tmp_path: Path) -> None:
    images = tmp_path / "docs/gallery/pitfalls/images"
    (images / "thumb").mkdir(parents=True)
    for name in ("a_001.svg", "a_b_001.svg", "a_0011.svg", "thumb/a_thumb.png"):
        (images / Path(name).parent / f"sphx_glr_{Path(name).name}").touch()
    made.clear(tmp_path, "pitfalls/a")
    left = sorted(path.name for path in images.rglob("*.*"))
    assert left == ["sphx_glr_a_0011.svg", "sphx_glr_a_b_001.svg"]


def test_a_script_with_a_fault_does_not_count_as_run_where_the_build_was_killed(
    project: Path,
) -> None:
    code = "import torch\n\ntorch.set_grad_enabled(False)\nprint(1)"
    projects.add(project, "pitfalls/faulty", code)
    assert projects.build(project).returncode == 1
    # As a build leaves it that is killed before it judges the script:
    script = project / "docs/gallery/pitfalls/faulty.py"
    sound = script.with_name("sound_page.py")
    from sphinx_gallery.utils import get_md5sum

    Path(f"{script}.md5").write_text(get_md5sum(script, mode="t"))
    assert Path(f"{sound}.md5").read_text() == get_md5sum(sound, mode="t")
    assert projects.build(project).returncode == 1
