"""A site merged from parts is the site built at once; what is no part is refused."""

from __future__ import annotations

import fcntl
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import projects
import pytest

from bench import sharding
from bench.pages import name_of
from detach_examples.guard.faults import Fault
from detach_examples.site import merge, part, stamp

PARTS = 4
DRAWING = """import torch

from detach_examples import trace

w = torch.rand(2, requires_grad=True)
with trace() as record:
    loss = w.sum()
record.draw(loss, "Two numbers.")
"""
ASKING = """

```{drawn} drawing.py
```

```{problems} try
```

```{tools}
```
"""
RUNNING = """

def setup(app):
    import os

    from detach_examples.guard import state

    if os.environ.get("TERM") == "run-something":
        app.connect("env-updated", lambda *_: state.reset())
"""
#: The script that the killed run stays in until a file is gone.
HOLDING = """
# %%
# It waits while a file is there.

from pathlib import Path

while Path("{}").exists():
    pass
print("gone")
"""


def prepared(root: Path, hold: Path) -> None:
    """Write twelve pages, one that holds a run, and a page that runs three things."""
    sharding.prepare(root, 12)
    (root / "docs/_scripts").mkdir()
    (root / "docs/_scripts/drawing.py").write_text(DRAWING)
    problems = root / "docs/learn/_problems/try"
    problems.mkdir(parents=True)
    for path in sorted((projects.ROOT / "docs/learn/_problems/try").glob("*.toml"))[:2]:
        rows = path.read_text("utf-8").splitlines(keepends=True)
        text = "".join(row for row in rows if not row.startswith("more = "))
        (problems / path.name).write_text(text)
    with (root / "docs/index.md").open("a") as page:
        page.write(ASKING)
    with (root / f"gallery/section_01/{name_of(6)}.py").open("a") as script:
        script.write(HOLDING.format(hold))


def test_a_part_is_of_the_pages_and_the_whole_package(seed: Path) -> None:
    of = {path for _, path in part._files(seed)}
    assert {seed / "conf.py", seed / "gallery/pitfalls/sound_page.py"} < of
    assert of > {*(projects.ROOT / "src/detach_examples").rglob("*.py")}
    made = (seed / "build", seed / "docs/gallery")
    assert not [path for path in of if {*path.parents} & {*made}]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose parts were made, the second after a run that was killed."""
    folder = tmp_path_factory.mktemp("parts")
    root, hold = folder / "project", folder / "hold"
    prepared(root, hold)
    hold.touch()
    sharding.kill(root, f"2/{PARTS}", after=1)
    assert not [*root.glob("build/shards/*.zip")]
    hold.unlink()
    for number in range(1, PARTS + 1):
        assert sharding.part(root, f"{number}/{PARTS}") == 3
    return root


@pytest.fixture(scope="module")
def merged(parts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same project, with its parts merged from where they were brought."""
    root = tmp_path_factory.mktemp("merged") / "project"
    shutil.copytree(parts, root)
    shutil.copytree(root / "build/shards", root.parent / "brought")
    assert sharding.run(root, "merge", "../brought") == 0
    return root


@pytest.fixture
def project(parts: Path, tmp_path: Path) -> Path:
    """A project with its parts, the test's own to break."""
    root = tmp_path / "project"
    shutil.copytree(parts, root)
    return root


def result(root: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((root / "build/result.json").read_text())
    return told


def refused(root: Path, *command: str) -> list[Fault]:
    done = projects.build(root, *(command or ("merge", "build/shards")))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    found = projects.faults(done.stderr)
    assert found, done.stderr
    return found


def held(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(".lock")
    }


def test_the_parts_merged_are_the_site_built_at_once(
    merged: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "alone"
    shutil.copytree(merged, alone, ignore=shutil.ignore_patterns("build"))
    shutil.rmtree(alone / "docs/gallery")
    measured = merged / "build/measurements.json"
    assert sharding.run(alone, "build", MEASURE=str(measured)) == 12
    assert sharding.differing(merged, alone) == []
    assert (alone / measured.relative_to(merged)).read_bytes() == measured.read_bytes()
    figures = json.loads(measured.read_text())
    assert {*figures} >= {f"section_01/{name_of(1)}", "which_tool"}
    html = (merged / "build/html/index.html").read_text()
    assert "Two numbers." in html
    assert 'class="tools"' in html
    assert html.count("<detach-quiz") == 2


def test_after_a_merge_there_is_nothing_to_build(merged: Path) -> None:
    before = projects.opened(merged)
    assert sharding.run(merged, "build") == 0
    assert projects.opened(merged) == before


def test_a_part_touches_nothing_else_that_was_built(merged: Path) -> None:
    before = held(merged)
    sharding.part(merged, "1/4")
    after = held(merged)
    changed = {n for n in before | after if before.get(n) != after.get(n)}
    assert changed == {"build/shards/1-of-4.zip"}


def test_a_script_that_fails_in_a_part_is_named_and_the_part_stays(
    project: Path,
) -> None:
    part = project / "build/shards/1-of-4.zip"
    before = part.read_bytes()
    path = project / f"gallery/section_01/{name_of(5)}.py"
    path.write_text(f"{path.read_text()}\n# %%\n# It fails.\n\n1 / 0  # here\n")
    (fault,) = refused(project, "build", "--shard", "1/4")
    assert fault.file == f"gallery/section_01/{name_of(5)}.py"
    assert fault.line == projects.marked(path.read_text())
    assert part.read_bytes() == before


def test_a_drawing_that_fails_in_a_part_is_named(project: Path) -> None:
    (project / "docs/_scripts/drawing.py").write_text("1 / 0")
    (fault,) = refused(project, "build", "--shard", "1/4")
    assert fault.file == "docs/_scripts/drawing.py"
    assert "ZeroDivisionError" in fault.what


def test_the_same_part_is_not_made_twice_at_once(project: Path) -> None:
    with (project / "build/shards/.1-of-4.lock").open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        (fault,) = refused(project, "build", "--shard", "1/4")
    assert fault.what == "Another build is running here."


def test_there_may_be_more_parts_than_pages(tmp_path: Path) -> None:
    root = tmp_path / "project"
    projects.make(root)
    ran = [sharding.part(root, f"{number}/2") for number in (1, 2)]
    assert ran == [1, 0]
    assert sharding.merge(root) == 0
    assert "gallery/pitfalls/sound_page.html" in projects.opened(root)


@pytest.mark.parametrize("text", ["5/4", "0/4", "2", "two/4"])
def test_a_shard_that_names_no_part_is_refused(text: str, project: Path) -> None:
    (fault,) = refused(project, "build", "--shard", text)
    assert fault.what == f"{text!r} names no part."
    assert fault.do == "Name one of some parts: make html SHARD=1/4"


def _missing(shards: Path) -> None:
    (shards / "3-of-4.zip").unlink()


def _cut_short(shards: Path) -> None:
    path = shards / "3-of-4.zip"
    path.write_bytes(path.read_bytes()[:1000])


def _flipped(shards: Path) -> None:
    """Change one byte of what a page was made of."""
    path = shards / "3-of-4.zip"
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.write_bytes(data)


def _no_manifest(shards: Path) -> None:
    with zipfile.ZipFile(shards / "3-of-4.zip", "w") as archive:
        archive.writestr("page.html", "hello")


def _rewritten(change: Callable[[dict[str, Any], dict[str, bytes]], object]) -> Any:
    """Change the manifest or the files of a part, and pack it well."""

    def do(shards: Path) -> None:
        path = shards / "3-of-4.zip"
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        manifest = json.loads(files.pop("part.json"))
        change(manifest, files)
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in files.items():
                archive.writestr(name, data)
            archive.writestr("part.json", json.dumps(manifest))

    return do


def _other_bytes(_manifest: Any, files: dict[str, bytes]) -> None:
    name = next(n for n in files if n.endswith(".rst"))
    files[name] += b"!"


def _climbing(manifest: Any, files: dict[str, bytes]) -> None:
    name = next(n for n in files if n.endswith(".rst"))
    files["docs/gallery/../../conf.py"] = files.pop(name)
    manifest["files"]["docs/gallery/../../conf.py"] = manifest["files"].pop(name)


def _other_torch(manifest: Any, _files: Any) -> None:
    manifest["origin"]["helpers"] = "0" * 64


def _other_sources(shards: Path) -> None:
    page = shards.parents[1] / "docs/index.md"
    page.write_text(f"{page.read_text()}\nOne more sentence.\n")
    for name in ("1-of-4.zip", "2-of-4.zip", "4-of-4.zip"):
        (shards / name).unlink()


def _copied(shards: Path) -> None:
    shutil.copy(shards / "3-of-4.zip", shards / "4-of-4-again.zip")


def _other_count(shards: Path) -> None:
    change = _rewritten(lambda manifest, _: manifest.update(shard="1/2"))
    change(shards)


def _no_part(manifest: Any, _files: Any) -> None:
    manifest["shard"] = "5/4"


MAKE_AGAIN = "Make it again: make html SHARD=3/4"
#: What is done to the parts -> the file that is named, what is said, what to do.
WRONG = {
    "missing": (_missing, "3-of-4", "Part 3/4 is missing.", "Make it: make html"),
    "cut short": (_cut_short, "3-of-4", "This part is damaged", MAKE_AGAIN),
    "flipped": (_flipped, "3-of-4", "This part is damaged", MAKE_AGAIN),
    "no manifest": (_no_manifest, "3-of-4", "This part is damaged", MAKE_AGAIN),
    "other bytes": (
        _rewritten(_other_bytes),
        "3-of-4",
        "has other bytes than its manifest says",
        MAKE_AGAIN,
    ),
    "climbing": (_rewritten(_climbing), "3-of-4", "has no place in a site", MAKE_AGAIN),
    "no part": (_rewritten(_no_part), "3-of-4", "names no part", MAKE_AGAIN),
    "other torch": (
        _rewritten(_other_torch),
        "3-of-4",
        "This part was made with other helpers, versions or measurements.",
        "Make it again from what is here: make html SHARD=3/4",
    ),
    "other sources": (
        _other_sources,
        "3-of-4",
        "This part was made from other pages or scripts.",
        "Make it again from what is here: make html SHARD=3/4",
    ),
    "copied": (
        _copied,
        "4-of-4-again",
        "This is part 3/4, and so is build/shards/3-of-4.zip.",
        "Remove it: rm build/shards/4-of-4-again.zip",
    ),
    "other count": (
        _other_count,
        "3-of-4",
        "This is part 1/2, and others are parts of 4.",
        "Remove it: rm build/shards/3-of-4.zip",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_parts_that_make_no_site_are_named_and_nothing_is_lost(
    wrong: str, merged: Path, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    shutil.copytree(merged, project)
    change, file, what, do = WRONG[wrong]
    change(project / "build/shards")
    before = held(project)
    (fault,) = refused(project)
    assert fault.file == f"build/shards/{file}.zip"
    assert what in fault.what
    assert fault.do.startswith(do)
    assert held(project) == before


def test_a_folder_without_parts_is_named(project: Path) -> None:
    (fault,) = refused(project, "merge", "nowhere")
    assert (fault.file, fault.what) == ("nowhere", "There are no parts here.")
    assert fault.do == "Make them: make html SHARD=1/4, ..."


def _without_sums(manifest: Any, files: dict[str, bytes]) -> None:
    name = f"docs/gallery/section_01/{name_of(3)}.py.md5"
    del files[name], manifest["files"][name]


def _without_runs(manifest: Any, _files: Any) -> None:
    manifest["runs"].clear()


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (_without_sums, "A merge runs nothing, and this script would run."),
        (_without_runs, "A merge runs nothing, and no part brought: tools."),
    ],
)
def test_a_merge_that_would_run_something_fails(
    change: Any, what: str, project: Path
) -> None:
    _rewritten(change)(project / "build/shards")
    (fault,) = refused(project)
    assert fault.what == what
    assert fault.do == "Make the parts again: make html SHARD=1/4, and so on"
    assert result(project)["ran"] == []


def test_a_merge_fails_where_a_new_kind_of_page_runs_something(tmp_path: Path) -> None:
    """Whatever runs for a page asks for a fresh state: a merge gives none."""
    root = tmp_path / "project"
    projects.make(root)
    with (root / "conf.py").open("a") as settings:
        settings.write(RUNNING)
    sharding.part(root, "1/1")
    done = projects.build(root, "merge", "build/shards", TERM="run-something")
    assert done.returncode == 1
    assert "A merge runs nothing, and no part brought this." in done.stderr
    assert sharding.merge(root) == 0


def test_what_a_killed_merge_was_placing_is_not_taken_for_a_build(
    merged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    shutil.copytree(merged, project)
    before = projects.opened(project)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(merge.brought, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        merge.merge(project, project / "build/shards")
    assert stamp.forget_stale(project, stamp.current(project, None))
    assert projects.opened(project) == before
