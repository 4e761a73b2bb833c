"""The commands of "Put this on your own server" are typed here as they stand there."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import projects
import pytest

from conftest import missing
from detach_examples.site import headers

PAGE = (projects.ROOT / "docs/serve_it_yourself.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def asked(port: int, name: str) -> tuple[int, dict[str, str], str]:
    """What a server answers, as soon as it is there."""
    for _ in range(3000):
        try:
            with urlopen(f"http://127.0.0.1:{port}/{name}") as told:
                return told.status, dict(told.headers), told.read().decode()
        except HTTPError as error:
            return error.code, dict(error.headers), error.read().decode()
        except URLError:
            continue
    raise AssertionError("the server does not answer")


def packed(port: int, name: str) -> bool:
    """Say whether a server sends a file compressed to who reads gzip."""
    reads = {"Accept-Encoding": "gzip"}
    with urlopen(Request(f"http://127.0.0.1:{port}/{name}", headers=reads)) as told:
        named, begin = told.headers["Content-Encoding"], told.read(2)
    return (named, begin) == ("gzip", b"\x1f\x8b")


@contextmanager
def running(command: str, folder: Path) -> Iterator[None]:
    started = subprocess.Popen(["sh", "-c", f"exec {command}"], cwd=folder)
    yield
    started.terminate()
    started.wait(timeout=60)


def test_python_s_own_server_shows_the_site(project: Path, port: int) -> None:
    make, serve = blocks("sh")[0].splitlines()
    assert make == "make html"
    command = serve.replace("8000", str(port)).replace("python3", sys.executable)
    with running(command, project):
        status, _, text = asked(port, "")
    assert status == 200
    assert "A small site" in text
    assert "http://127.0.0.1:8000/" in PAGE


def test_nginx_sends_the_headers_and_the_types(project: Path, port: int) -> None:
    if shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") is None:
        missing("nginx", "On Debian and Ubuntu: apt install nginx-light")
    build, html = project / "build", project / "build/html"
    (written,) = blocks("nginx")
    (build / "nginx.conf").write_text(written.replace("8000", str(port)))
    # Started by root, it gives its rights away, and tests lie in a folder of root's.
    mine = "-g 'user root;'" if os.geteuid() == 0 else ""
    start, end = blocks("sh")[2].splitlines()
    path = {**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin"}
    for command in (blocks("sh")[1], f"{start} {mine}"):
        subprocess.run(["sh", "-c", command], cwd=project, env=path, check=True)
    try:
        wanted = headers.read((html / headers.FILE).read_text("utf-8"))
        for name, kind in {"": "html", "index.md": "markdown"}.items():
            status, got, _ = asked(port, name)
            assert (status, got["Content-Type"]) == (200, f"text/{kind}; charset=utf-8")
            assert {key: got[key] for key in wanted} == wanted
        for name in ("", "index.md", "_static/finder.js", "_static/mark.svg"):
            assert packed(port, name), name
        status, got, text = asked(port, "no/such/page.html")
        assert status == 404
        assert text == (html / "404.html").read_text("utf-8")
        assert "Content-Security-Policy" in got
    finally:
        end = f"{end} {mine}"
        subprocess.run(["sh", "-c", end], cwd=project, env=path, check=True)


def test_the_types_are_those_of_the_site_s_files(site: Path) -> None:
    (written,) = blocks("nginx")
    named = set(re.findall(r"^    \S+/\S+ (\w+);", written, re.MULTILINE))
    shown = {path.suffix[1:] for path in site.rglob("*") if path.suffix}
    others = {"csv", "inv", "ipynb", "map", "py", "xml", "zip", "gz"}  # for programs
    assert shown - others <= named


def test_the_address_is_named_by_the_setting(project: Path) -> None:
    (address,) = re.findall(r"SITE_URL=(\S+?)`", PAGE)
    done = projects.build(project, SITE_URL=address)
    assert done.returncode == 0, done.stderr
    text = (project / "build/html/index.html").read_text("utf-8")
    assert f'<link rel="canonical" href="{address}index.html"' in text
