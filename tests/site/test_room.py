"""What the process that runs scripts sees, reads and writes."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import projects
import pytest

from detach_examples.guard import sandbox
from detach_examples.site import room

PAGE = "gallery/pitfalls/reaches_out"

SECRET = "tell-nobody-1729"

LOOKS = """import os
from pathlib import Path

print(sorted(os.environ), "are all")
for place in ("self", os.getppid()):
    try:
        print(Path(f"/proc/{place}/environ").read_text())
    except OSError as error:
        print(type(error).__name__)"""


def test_a_script_sees_no_variable_that_is_not_listed(project: Path) -> None:
    projects.add(project, "pitfalls/looks", LOOKS)
    done = projects.build(project, DEPLOY_TOKEN=SECRET, LC_TIME="C")
    assert done.returncode == 0, done.stderr
    opened = projects.opened(project)
    seen = opened["gallery/pitfalls/looks.html"].decode().rpartition("are all")[0]
    assert "LC_TIME" in seen
    assert "DEPLOY_TOKEN" not in seen
    told = [name for name, data in opened.items() if SECRET.encode() in data]
    assert told == [] or not _apart()


def _apart() -> bool:
    """Whether the variables of the parent are kept from scripts, too."""
    return sandbox.holds() or (sys.platform == "linux" and os.geteuid() == 0)


def test_a_script_has_a_home_and_a_folder_of_its_own(project: Path) -> None:
    code = """import tempfile
from pathlib import Path

print("home:", Path.home())
with tempfile.TemporaryDirectory() as folder:
    file = Path(folder, "a.txt")
    print("wrote", file.write_text("1"))
(Path(tempfile.gettempdir()) / "left.txt").write_text("1")
print("at", tempfile.gettempdir())"""
    projects.add(project, "pitfalls/writes", code)
    assert projects.build(project).returncode == 0
    page = projects.opened(project)["gallery/pitfalls/writes.html"].decode()
    assert f"home: {project}/{room.HOME}" in page
    assert "wrote 1" in page
    folder = page.partition("\nat ")[2].split()[0]
    assert Path(folder).name.startswith("detach-")
    assert not Path(folder).exists()


@pytest.fixture(params=["as it is", "without"])
def held(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """The environment of a build: with the sandbox of this system, and with none."""
    if request.param == "as it is":
        return {}
    (tmp_path / "none").mkdir()
    (tmp_path / "none/landlockpy.py").write_text("raise ImportError\n")
    before = os.environ.get("PYTHONPATH", "")
    return {"PYTHONPATH": f"{tmp_path}/none{os.pathsep}{before}"}


@pytest.mark.parametrize("target", ["docs/planted.md", "conf.py", "gallery/new.txt"])
def test_a_script_that_writes_elsewhere_is_stopped_or_found_out(
    target: str, project: Path, held: dict[str, str]
) -> None:
    before = projects.opened(project)
    file = project / target
    was = file.read_text() if file.exists() else None
    code = (
        f"with open({str(file)!r}, 'a') as planted:  # here\n    planted.write('# x')"
    )
    source = projects.add(project, "pitfalls/reaches_out", code)
    stopped = sandbox.holds() and not held
    for _ in range(2):
        done = projects.build(project, **held)
        assert done.returncode == 1
        (fault,) = projects.faults(done.stderr)
        assert "Traceback" not in done.stderr
        assert projects.opened(project) == before
        if stopped:
            assert fault.file == f"{PAGE}.py"
            assert fault.line == projects.marked(source)
            assert fault.what.startswith("PermissionError: [Errno 13]")
            assert fault.do.endswith("writes to tempfile's folder.")
            assert (file.read_text() if file.exists() else None) == was
        else:
            assert fault.file == target
            assert fault.what.startswith("This file changed while scripts ran")
            assert f"{PAGE}.py" in fault.do


def test_a_script_reaches_neither_the_site_nor_what_a_home_holds(
    project: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text(SECRET)
    (project / ".netrc").write_text(SECRET)
    targets = [f"{project}/build/html/index.html", f"{project}/build/html/new.html"]
    targets += [f"{project}/build/measurements.json", f"{project}/build/stamp"]
    code = f"""from pathlib import Path

for name in {targets}:
    try:
        print(Path(name).write_text("mine"))
    except PermissionError:
        print("no writing")
for name in {[f"{tmp_path}/secret.txt", f"{project}/.netrc"]}:
    try:
        print(Path(name).read_text())
    except PermissionError:
        print("no reading")"""
    projects.add(project, "pitfalls/reaches_out", code)
    before = projects.opened(project)
    done = projects.build(project)
    assert done.returncode == 0, done.stderr
    page = projects.opened(project)[f"{PAGE}.html"].decode()
    if sandbox.holds():
        assert page.count("no writing") >= len(targets)
        assert SECRET not in page
        assert "new.html" not in projects.opened(project)
        assert before.keys() <= projects.opened(project).keys()
    else:
        assert "No sandbox here" in done.stdout


def test_links_that_a_script_leaves_are_not_followed(
    project: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    places = [f"{project}/build/site/stolen.txt", f"{project}/build/site/all"]
    places += [f"{project}/docs/gallery/pitfalls/reaches_out.stolen"]
    places += [f"{project}/build/doctrees/site/environment.pickle"]
    code = f"""from pathlib import Path

for name in {places}:
    target = {str(tmp_path)!r} if name.endswith("all") else {str(secret)!r}
    Path(name).symlink_to(target)
print("planted")"""
    projects.add(project, "pitfalls/reaches_out", code)
    projects.build(project)
    opened = projects.opened(project)
    assert "stolen.txt" not in opened
    assert not [name for name, data in opened.items() if SECRET.encode() in data]
    assert secret.read_text() == SECRET


def test_a_build_says_what_holds(project: Path, held: dict[str, str]) -> None:
    projects.add(project, "pitfalls/other_page")
    done = projects.build(project, **held)
    said = "No sandbox here: what scripts write elsewhere" in done.stdout
    assert said == (bool(held) or not sandbox.holds())


def test_loopback_is_left_where_a_script_declares_it(project: Path) -> None:
    here = Path("/nowhere")
    assert not room.rights(project, "site", here).tcp
    projects.add(project, "pitfalls/other_page", "# uses: loopback\nprint(1)")
    assert room.rights(project, "site", here).tcp


def test_the_search_for_fonts_is_not_laid_to_the_script_that_plots_first(
    project: Path, tmp_path: Path
) -> None:
    shutil.rmtree(project / "build/home")
    code = "import importlib\n\n"
    code += 'print(importlib.import_module("mat" "plotlib.figure").Figure)'
    projects.add(project, "pitfalls/other_page", code)
    nowhere = str(tmp_path / "nowhere")
    done = projects.build(project, HOME=nowhere, XDG_CACHE_HOME=nowhere)
    assert done.returncode == 0, done.stderr
