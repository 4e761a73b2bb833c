"""What is saved is shown: soon by a warm process, and then by the whole build."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import projects
import pytest
from waiting import read_until, running

from detach_examples.site.preview import source_of

SOUND = "pitfalls/sound_page"
READY = "^Ready:"


@dataclass
class Server:
    """A server that has said that it is ready, and the project that it serves."""

    process: subprocess.Popen[str]
    project: Path
    url: str

    def get(self, name: str) -> str:
        with urllib.request.urlopen(self.url + name, timeout=10) as answer:
            return str(answer.read().decode())

    def page(self) -> str:
        return self.get(f"gallery/{SOUND}.html")

    def until(self, pattern: str) -> str:
        return str(read_until(self.process, pattern))


@pytest.fixture(scope="module")
def server(seed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests: each leaves it ready."""
    root = tmp_path_factory.mktemp("served") / "project"
    shutil.copytree(seed, root)
    with _served(root) as started:
        yield started


@contextmanager
def _served(project: Path, **environment: str) -> Iterator[Server]:
    command = [sys.executable, "-u", "-m", "detach_examples.site", "--root"]
    with running(
        [*command, str(project), "serve", "--port", "0"],
        cwd=project,
        env={**os.environ, **environment},
    ) as started:
        told = read_until(started, r"http://127\.0\.0\.1:\d+/")
        url = re.search(r"http://127\.0\.0\.1:\d+/", told)
        assert url
        read_until(started, READY)
        yield Server(started, project, url[0])


def _heard(stream: HTTPResponse) -> dict[str, Any]:
    """Return what an open page is told next."""
    while not (line := stream.readline().decode()).startswith("data: "):
        assert line, "the connection ended"
    told: dict[str, Any] = json.loads(line.removeprefix("data: "))
    return told


def test_a_saved_script_is_shown_at_once_and_then_built_by_the_whole(
    server: Server, tmp_path: Path
) -> None:
    projects.add(server.project, SOUND, "print('sooner')")
    server.until(r"^Shown: ")
    assert "sooner" in server.page()
    built = server.project / f"build/html/gallery/{SOUND}.html"
    assert "sooner" not in built.read_text("utf-8")
    sooner = (server.project / f"build/preview/gallery/{SOUND}.html").read_bytes()
    server.until(READY)
    assert built.read_bytes() == sooner
    before = projects.opened(server.project)
    (server.project / "build/unchanged").unlink()
    assert projects.build(server.project).returncode == 0
    assert projects.opened(server.project) == before


def test_a_saved_text_is_shown(server: Server) -> None:
    page = server.project / "docs/index.md"
    page.write_text(page.read_text().replace("A small site", "A changed site"))
    server.until(r"^Shown: ")
    assert "A changed site" in server.get("")
    server.until(READY)
    assert "A changed site" in server.get("index.html")


def test_open_pages_are_told_to_load_again(server: Server) -> None:
    told = re.search(r"since = (\d+);", server.page())
    assert told
    changes = f"{server.url}-/changes?since={told[1]}"
    with urllib.request.urlopen(changes, timeout=60) as stream:
        projects.add(server.project, SOUND, "print('sooner still')")
        assert not _heard(stream)["fault"]
        assert _heard(stream)["but"] == f"gallery/{SOUND}.html"
    server.until(READY)
    assert "EventSource" not in "".join(
        path.read_text("utf-8")
        for path in (server.project / "build/html").rglob("*.html")
    )


FAULTS = {
    "raise ValueError('broken')": "ValueError: broken",
    "import os\nos._exit(0)": "ended its process, without an error",
    "import sys\nsys.exit()": "ends the interpreter",
}


def test_a_script_with_a_fault_is_survived_named_and_shown_until_it_is_mended(
    server: Server,
) -> None:
    before = server.page()
    with urllib.request.urlopen(server.url + "-/changes", timeout=120) as stream:
        for code, fault in FAULTS.items():
            projects.add(server.project, SOUND, code)
            while not (told := _heard(stream)["fault"]):
                pass  # what an earlier test changed
            assert f"gallery/{SOUND}.py:" in told
            assert fault in told
            assert _visible(server.page()) == _visible(before)
    projects.add(server.project, SOUND, "print('mended')")
    server.until(READY)
    assert "mended" in server.page()


def _visible(html: str) -> str:
    return re.sub(r"since = \d+", "", html)


def test_a_refused_text_is_told_as_a_build_tells_it(server: Server) -> None:
    index = server.project / "docs/index.md"
    sound = index.read_text()
    for fault in ("[nowhere](#nosuch-end)", "```python"):
        before = server.page()
        with urllib.request.urlopen(server.url + "-/changes", timeout=120) as stream:
            index.write_text(f"{sound}\n{fault}\n")
            while not (told := _heard(stream)["fault"]):
                pass
        assert "docs/index.md:" in told
        assert _visible(server.page()) == _visible(before)
        done = projects.build(server.project)
        assert done.returncode
        assert told in done.stderr.replace(f"{server.project}/", "")
        index.write_text(sound)
        server.until(READY)


def test_what_a_script_prints_past_python_and_leaves_running_does_no_harm(
    server: Server,
) -> None:
    code = "# uses: processes\nimport os\nos.write(1, b'not JSON\\n')\n"
    code += "if not os.fork():\n    os.system('sleep 1000')\n"
    with urllib.request.urlopen(server.url + "-/changes", timeout=120) as stream:
        projects.add(server.project, SOUND, f"{code}os._exit(0)")
        while not _heard(stream)["fault"]:
            pass
    projects.add(server.project, SOUND, "print('after all')")
    server.until(rf"^Shown: .*{SOUND}.html")
    server.until(READY)
    assert "after all" in server.page()


def test_what_an_editor_leaves_beside_a_file_does_not_make_its_page_late(
    server: Server,
) -> None:
    section = server.project / "gallery/pitfalls"
    beside = [section / name for name in (".sound_page.py.swp", "4913")]
    beside.append(section / "sound_page.py~")
    for path in beside:
        path.write_text("an editor's own")
    projects.add(server.project, SOUND, "print('from an editor')")
    for path in beside:
        path.unlink()
    server.until(rf"^Shown: .*{SOUND}.html")
    server.until(READY)
    assert "from an editor" in server.page()


def test_a_page_may_lead_to_what_was_saved_a_moment_before(server: Server) -> None:
    index = server.project / "docs/index.md"
    index.write_text(f"(a-new-end)=\n{index.read_text()}")
    server.until(r"^Shown: ")
    projects.add(server.project, SOUND, "# %%\n# See :ref:`a-new-end`.\n\nprint('led')")
    told = server.until(READY)
    assert "undefined label" not in told
    assert 'href="../../index.html#a-new-end"' in server.page()


def test_a_script_may_use_a_helper_that_was_saved_a_moment_before(
    project: Path,
) -> None:
    shutil.copytree(projects.ROOT / "src", project / "src")
    helper = project / "src/detach_examples/measure.py"
    with _served(project, PYTHONPATH=str(project / "src")) as server:
        with helper.open("a") as file:
            file.write("\n\nANSWER = 42\n")
        server.until(r"every script runs")
        code = "from detach_examples import measure\nprint(measure.ANSWER)"
        projects.add(project, SOUND, code)
        assert "AttributeError" not in server.until(READY)
        assert "42" in server.page()


def test_a_script_that_hangs_is_ended_and_named(project: Path) -> None:
    with (
        _served(project, SCRIPT_LIMIT="2") as server,
        urllib.request.urlopen(server.url + "-/changes", timeout=120) as stream,
    ):
        projects.add(project, SOUND, "while True:\n    pass")
        while not (told := _heard(stream)["fault"]):
            pass
        assert "still ran after its limit of 2 seconds" in told
        assert f"gallery/{SOUND}.py:1" in told
        projects.add(project, SOUND, "print('mended')")
        server.until(READY)
        assert "mended" in server.page()


def test_the_open_page_follows_and_shows_a_fault_until_it_is_mended(
    server: Server, browser: Any
) -> None:
    page = browser.new_page()
    page.goto(f"{server.url}gallery/{SOUND}.html")
    projects.add(server.project, SOUND, "print('seen in a browser')")
    page.wait_for_selector("text=seen in a browser", timeout=60_000)
    projects.add(server.project, SOUND, "raise ValueError('broken')")
    page.wait_for_selector("[role=alert]", timeout=60_000)
    assert "ValueError: broken" in page.inner_text("[role=alert]")
    assert "seen in a browser" in page.inner_text("article")
    projects.add(server.project, SOUND, "print('mended at last')")
    page.wait_for_selector("text=mended at last", timeout=60_000)
    assert not page.query_selector("[role=alert]")
    page.close()
    server.until(READY)


def test_a_page_that_an_earlier_server_left_open_loads_again(server: Server) -> None:
    with urllib.request.urlopen(server.url + "-/changes?since=7", timeout=60) as told:
        assert _heard(told)["number"] > 7


_HIDDEN = "Object.defineProperty(document, 'hidden', {get: () => window.away})"
_COMES_FORWARD = (
    "window.away = false; document.dispatchEvent(new Event('visibilitychange'))"
)


def test_a_page_in_the_background_holds_no_connection(
    server: Server, browser: Any
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script("window.away = true;" + _HIDDEN)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server.url}gallery/{SOUND}.html")
    page.wait_for_load_state("load")
    assert not [url for url in asked if "/-/changes" in url]
    with page.expect_request("**/-/changes*"):
        page.evaluate(_COMES_FORWARD)
    context.close()


def test_a_changed_setting_is_built(server: Server) -> None:
    conf = server.project / "conf.py"
    conf.write_text(conf.read_text() + "\nhtml_title = 'Another name'\n")
    server.until(READY)
    assert "Another name" in server.get("index.html")


def test_a_missing_page_is_told_as_the_site_tells_it(server: Server) -> None:
    with pytest.raises(urllib.error.HTTPError) as lost:
        server.get("nosuch.html")
    with lost.value:
        assert lost.value.code == 404
        assert "EventSource" in lost.value.read().decode()


@pytest.mark.parametrize("name", ["../result.json", "..%2fresult.json", "%2e%2e/stamp"])
def test_nothing_outside_the_site_is_served(name: str, server: Server) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        server.get(name)
    with refused.value:
        assert refused.value.code == 404


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_a_manager_end_the_server_in_peace(
    how: signal.Signals, project: Path
) -> None:
    with _served(project) as server:
        server.process.send_signal(how)
        out, _ = server.process.communicate(timeout=60)
        assert server.process.returncode == 0
        assert "Traceback" not in out
        assert not (project / "build/preview").exists()


def test_a_port_that_is_taken_is_named(project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = projects.build(project, "serve", "--port", port)
    assert done.returncode == 1
    assert f"serve: port {port} of this machine can not be taken" in done.stderr
    assert "make serve PORT=8001" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("changed", "source"),
    [
        (["gallery/pitfalls/sound_page.py"], "gallery/pitfalls/sound_page.py"),
        (["docs/index.md"], "docs/index.md"),
        (["docs/index.md", "gallery/pitfalls/sound_page.py"], ""),
        (["docs/_static/style.css"], ""),
        (["gallery/pitfalls/GALLERY_HEADER.rst"], ""),
        (["gallery/pitfalls/gone.py"], ""),
        (["conf.py"], ""),
    ],
)
def test_what_can_be_shown_alone_is_the_source_of_one_page(
    changed: list[str], source: str, project: Path
) -> None:
    assert source_of(project, {str(project / name) for name in changed}) == source
