"""A build does again what has to be done again, and nothing else."""

from __future__ import annotations

import io
import json
import platform
import shutil
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

import projects
import pytest

from detach_examples.site import build, publish, stamp

SOUND, OTHER = "pitfalls/sound_page", "pitfalls/other_page"


def _ran(project: Path, **environment: str) -> list[str]:
    """Build; return the pages whose scripts ran."""
    done = projects.build(project, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    ran: list[str] = _result(project)["ran"]
    return ran


def _result(project: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((project / "build/result.json").read_text())
    return told


def test_a_build_with_nothing_to_do_runs_no_script_and_imports_no_torch(
    project: Path,
) -> None:
    before = projects.opened(project)
    assert _ran(project) == []
    assert not _result(project)["torch_imported"]
    assert projects.opened(project) == before


def test_a_changed_script_runs_alone(project: Path) -> None:
    projects.add(project, OTHER)
    assert _ran(project) == [OTHER]
    projects.add(project, SOUND, "print('changed')")
    assert _ran(project) == [SOUND]
    assert b"changed" in projects.opened(project)[f"gallery/{SOUND}.html"]


@pytest.mark.parametrize(
    ("helper", "ran"),
    [("measure.py", [SOUND]), ("site/pictures.py", [SOUND]), ("guard/lint.py", [])],
)
def test_a_changed_helper_runs_the_pages_that_may_show_it(
    helper: str, ran: list[str], project: Path, tmp_path: Path
) -> None:
    shutil.copytree(projects.ROOT / "src", tmp_path / "src")
    shutil.copy(projects.ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(projects.ROOT / "docs/_static", tmp_path / "docs/_static")
    with (tmp_path / "src/detach_examples" / helper).open("a") as file:
        file.write("\n# changed\n")
    assert _ran(project, PYTHONPATH=str(tmp_path / "src")) == ran


def _other_torch(patch: pytest.MonkeyPatch) -> None:
    real = metadata.version
    other = {"torch": "0.0"}
    patch.setattr(metadata, "version", lambda name: other.get(name) or real(name))


def _other_python(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(platform, "python_version", lambda: "3.99.0")


@pytest.mark.parametrize("change", [_other_torch, _other_python])
def test_another_version_makes_every_page_stale(
    change: Any, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sums = list((project / "docs/gallery").rglob("*.md5"))
    trees = project / "build/doctrees/site"
    assert not stamp.forget_stale(project, stamp.current(project, None))
    assert all(path.exists() for path in [*sums, trees])
    change(monkeypatch)
    assert stamp.forget_stale(project, stamp.current(project, None))
    assert sums
    assert not any(path.exists() for path in sums)
    assert not trees.exists()


def test_a_removed_script_takes_its_page_along(project: Path) -> None:
    shutil.copytree(project / "gallery/pitfalls", project / "gallery/extra")
    (project / "gallery/extra/sound_page.py").rename(
        project / "gallery/extra/gone_page.py"
    )
    projects.add(project, OTHER)
    _ran(project)
    assert _with(project, "other_page", "gone_page")
    shutil.rmtree(project / "gallery/extra")
    (project / f"gallery/{OTHER}.py").unlink()
    _ran(project)
    assert not _with(project, "other_page", "gone_page", "gallery/extra")


def _with(project: Path, *words: str) -> list[str]:
    """The public files that have one of some words in their name or text."""
    return [
        name
        for name, data in projects.opened(project).items()
        if any(word in name or word.encode() in data for word in words)
    ]


def test_the_same_measurements_give_the_same_bytes_in_another_folder(
    project: Path, tmp_path: Path
) -> None:
    code = (
        "from detach_examples import seconds, trace\n\nimport torch\n\n"
        "print(seconds('a sum', lambda: sum(range(1000))))\n"
        "x = torch.ones(2, requires_grad=True)\n"
        "with trace() as record:\n    y = x * 2\nrecord.draw([x, y], 'One.')"
    )
    projects.add(project, OTHER, code)
    figures = project / "build/measurements.json"
    _ran(project, PYTHONHASHSEED="1")
    copy = tmp_path / "in/another/folder"
    made = shutil.ignore_patterns("build", "*.md5")
    shutil.copytree(project, copy, ignore=made, copy_function=shutil.copyfile)
    _ran(copy, MEASURE=str(figures), PYTHONHASHSEED="2")
    mine, other = _contents(project), _contents(copy)
    assert mine.keys() == other.keys()
    assert [name for name in mine if mine[name] != other[name]] == []


def _contents(project: Path) -> dict[str, Any]:
    """What readers open; of a zip its files, for it keeps their times, too."""
    return {
        name: _unzipped(data) if name.endswith(".zip") else data
        for name, data in projects.opened(project).items()
    }


def _unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_a_replay_that_lacks_a_figure_says_so(project: Path) -> None:
    figures = project / "none.json"
    figures.write_text("{}")
    code = "from detach_examples import seconds\n\nseconds('a sum', print)  # here"
    source = projects.add(project, OTHER, code)
    done = projects.build(project, MEASURE=str(figures))
    (fault,) = projects.faults(done.stderr)
    assert fault.line == projects.marked(source)
    assert "have no 'a sum' for pitfalls/other_page; build once without" in fault.what


def test_a_publish_that_was_killed_between_two_renames_is_undone(
    project: Path,
) -> None:
    before = projects.opened(project)
    html = project / "build/html"
    shutil.copytree(html, html.with_suffix(".next"))
    html.rename(html.with_suffix(".last"))
    projects.add(project, OTHER, "raise ValueError")
    assert projects.build(project).returncode == 1
    assert projects.opened(project) == before
    projects.add(project, OTHER)
    _ran(project)
    assert f"gallery/{OTHER}.html" in projects.opened(project)
    assert not list(html.parent.glob("html.*"))


def test_a_published_file_is_never_written_to(tmp_path: Path) -> None:
    staging, public = tmp_path / "site", tmp_path / "html"
    staging.mkdir()
    (staging / "same.html").write_text("same")
    (staging / "page.html").write_text("old")
    assert publish.publish(staging, public)
    assert not publish.publish(staging, public)
    with (public / "page.html").open() as reader:
        (staging / "page.html").write_text("newer")
        assert publish.publish(staging, public)
        assert reader.read() == "old"
    assert (public / "page.html").read_text() == "newer"
    assert (public / "same.html").read_text() == "same"


DEAD = ":py:meth:`torch.Tensor.nosuch`"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (
            f"gallery/{SOUND}.py",
            "# The second block is the subject.",
            f"# {DEAD} is the subject.",
        ),
        ("docs/index.md", "# A small site", "# A small site\n\n{doc}`/nowhere`"),
    ],
)
def test_a_warning_fails_each_build_until_it_is_mended(
    file: str, old: str, new: str, project: Path
) -> None:
    before, path = projects.opened(project), project / file
    sound = path.read_text()
    path.write_text(sound.replace(old, new))
    line = 1 + path.read_text().splitlines().index(new.splitlines()[-1])
    for _ in range(2):
        done = projects.build(project)
        assert done.returncode == 1
        assert f"{path}:{line}: WARNING" in done.stderr
        assert "Sphinx warned, and a warning is a fault" in done.stderr
        assert projects.opened(project) == before
    path.write_text(sound)
    _ran(project)


def test_a_warning_is_not_forgotten_where_the_build_was_killed_after_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    projects.add(project, SOUND, f"print(1)\n\n# %%\n# {DEAD}")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(build, "_read", killed)
        with pytest.raises(KeyboardInterrupt):
            build.build_and_publish(project)
    assert projects.build(project).returncode == 1


def test_one_page_is_built_where_another_page_s_picture_is_shown(
    project: Path,
) -> None:
    projects.add(project, OTHER)
    with (project / "docs/index.md").open("a") as page:
        page.write(f"\n```{{picture}} {SOUND}\n```\n")
    assert _built_alone(project, OTHER) == 0
    assert _built_alone(project, SOUND) == 1  # its own picture is missed


def _built_alone(project: Path, page: str) -> int:
    shutil.rmtree(project / "build/doctrees/one", ignore_errors=True)
    result = build.build(project, out="one", only=page)
    assert not result.faults
    return int(result.warned)


LOADS = """
import sys
from pathlib import Path
from sphinx.application import Sphinx

root = Path(sys.argv[1])
build = root / "build"
Sphinx(root / "docs", root, build / "o", build / "d", "html", status=None)
print(*sorted({"matplotlib", "sphinxext.opengraph", "torch"} & {*sys.modules}))
"""


def test_sphinx_starts_without_what_it_will_not_use(project: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", LOADS, str(project)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["sphinxext.opengraph"]
