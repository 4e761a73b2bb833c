"""Bad input: one clear error, a status that is not 0, and nothing lost."""

from __future__ import annotations

import fcntl
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess
from typing import NamedTuple

import projects
import pytest

from detach_examples.guard.faults import Fault
from detach_examples.site import build, command

MEND = "Mend the line, or show it with expect_error"
DECLARE = "Remove it, or declare it in the script: # uses: "
SET_BACK = "Use a with block, or set it back at the end."

# In the tables below a script's faulty line ends in "here"; where none does, the
# fault is the whole script's, and named at line 1.

#: Refused before anything runs: stem -> (code, what, what to do).
READ = {
    "has_a_syntax_error": (
        "if True print(1)  # here",
        "The script has a syntax error: invalid syntax.",
        "Mend this line.",
    ),
    "has_no_title": (
        '"""Only a sentence."""\n\n# %%\n# One.\n\nprint(1)\n\n# %%\n# Two.\n',
        "The header has no title.",
        "Begin with a docstring: a title, and ===== as long under it.",
    ),
    "has_myst_in_a_block": (
        "print(1)\n\n# %%\n# It calls\n# {py:meth}`torch.Tensor.detach`  # here\n",
        "Markdown in a text block: '{py:meth}`'.",
        "Scripts are reST: :py:meth:`name`",
    ),
    "has_myst_in_the_header": (
        '"""\nMyst\n====\n\nSee [this](that).  # here\n"""\n\n# %%\n# One.\n\n# %%\n',
        "Markdown in a text block: '[this](that)'.",
        "Scripts are reST: :py:meth:`name`",
    ),
    "has_myst_below_a_line_of_hashes": (
        f"print(1)\n\n{'#' * 79}\n# ```  # here\n",
        "Markdown in a text block: '```'.",
        "Scripts are reST: :py:meth:`name`",
    ),
    "swallows_a_check": (
        "try:\n    assert 1 == 2\nexcept Exception:  # here\n    print('fine')",
        "This except swallows a check's failure.",
        "Show a wanted error with expect_error",
    ),
    "hides_a_block": (
        "# sphinx_gallery_start_ignore  # here",
        "A hidden or deferred block",
        "Show it, or move it into src/detach_examples.",
    ),
    "declares_what_is_unknown": (
        "# uses: telepathy, here",
        "Unknown declaration: here, telepathy.",
        "Choose from: processes, loopback.",
    ),
    "has_one_block": (
        '"""\nOne\n===\n\nIt is one.\n"""\n\n# %%\n# One.\n\nprint(1)\n',
        "The script has 1 blocks",
        "Begin each block with a line: # %%",
    ),
    "takes_the_output_away": (
        "import sys\n\nsys.stdout = None  # here",
        "This line takes sys.stdout away from the build.",
        "Use contextlib.redirect_stdout",
    ),
    "closes_the_output": (
        "import sys\n\nsys.stdout.close()  # here",
        "This line takes sys.stdout away from the build.",
        "Use contextlib.redirect_stdout",
    ),
    "is_nested_too_deep": (
        f"x = {'-' * 3000}1",
        "An expression of the script is nested too deep",
        "Break it into several.",
    ),
    "has_no_block": (
        '"""\nNone\n====\n\nIt is none.\n"""\n\nprint(1)\n',
        "The script has 0 blocks",
        "Begin each block with a line: # %%",
    ),
}

#: Noticed while it runs, or when it ended: stem -> (code, what, what to do).
RAN = {
    "raises": ("raise KeyError('lost')  # here", "KeyError: 'lost'", MEND),
    "fails_its_check": ("assert 1 == 2, 'no'  # here", "AssertionError: no", MEND),
    "fails_before_it_sets_back": (
        "import torch\n\ntorch.set_default_dtype(torch.float64)\nassert 1 == 2  # here",
        "AssertionError",
        MEND,
    ),
    "ends_by_another_exception": (
        "raise KeyError('a') from ValueError('b')  # here",
        "KeyError: 'a'",
        MEND,
    ),
    "warns": (
        "import warnings\n\nwarnings.warn('old', stacklevel=1)  # here",
        "UserWarning: old",
        "Mend the line, or show it with expect_warning",
    ),
    "warns_while_it_is_read": (
        "print(1 is 1)  # here",
        'SyntaxError: "is" with a literal.',
        MEND,
    ),
    "leaves_a_file_open": (
        "import os\n\nfile = open(os.devnull)\ndel file  # here",
        "ResourceWarning: unclosed file",
        "Close what the script opens.",
    ),
    "shows_a_file_and_leaves_it": (
        "import os\n\nopen(os.devnull)",
        "ResourceWarning: unclosed file",
        "Close what the script opens.",
    ),
    "prints_nothing": (
        '"""\nSilent\n======\n\nIt is.\n"""\n\n# %%\n# One.\n\nx = 1\n\n# %%\n# Two.\n',
        "The script prints nothing.",
        "Print what each block shows.",
    ),
    "connects": (
        "import socket\n\nwith socket.socket() as s:\n"
        "    s.connect(('127.0.0.1', 9))  # here",
        "The script reaches for the network (socket.connect).",
        DECLARE + "loopback",
    ),
    "listens": (
        "import socket\n\nsocket.create_server(('127.0.0.1', 0))  # here",
        "The script reaches for the network (socket.bind).",
        DECLARE + "loopback",
    ),
    # A name that were looked up would raise gaierror: no PermissionError.
    "asks_for_a_foreign_name": (
        "# uses: loopback\nimport socket\n\ntry:\n"
        "    socket.getaddrinfo('foreign.invalid', 80)  # here\n"
        "except PermissionError:\n    print('refused')",
        "The script reaches for 'foreign.invalid' (socket.getaddrinfo).",
        "Remove it: a script may reach this machine alone.",
    ),
    "asks_for_a_name_the_old_way": (
        "import socket\n\nsocket.gethostbyname('localhost')  # here",
        "The script reaches for the network (socket.gethostbyname).",
        DECLARE + "loopback",
    ),
    "reaches_for_a_foreign_address": (
        "# uses: loopback\nimport socket\n\nwith socket.socket() as s:\n"
        "    s.connect(('192.0.2.1', 9))  # here",
        "The script reaches for '192.0.2.1' (socket.connect).",
        "Remove it: a script may reach this machine alone.",
    ),
    "swallows_the_refusal": (
        "import socket\n\nwith socket.socket() as s:\n    try:\n"
        "        s.connect(('127.0.0.1', 9))  # here\n"
        "    except OSError:\n        print('no net')",
        "The script reaches for the network (socket.connect).",
        DECLARE + "loopback",
    ),
    "forks": (
        "import os\n\nos.fork()  # here",
        "The script starts a process (os.fork).",
        DECLARE + "processes",
    ),
    "starts_a_process": (
        "import subprocess\n\nsubprocess.run(['true'])  # here",
        "The script starts a process (subprocess.Popen).",
        DECLARE + "processes",
    ),
    "becomes_another_program": (
        "import os\n\nos.execvp('true', ['true'])  # here",
        "The script starts a process (os.exec).",
        DECLARE + "processes",
    ),
    "leaves_the_grad_mode": (
        "import torch\n\ntorch.set_grad_enabled(False)  # here\nprint(1)\n\n"
        "# %%\n# A text that names set_grad_enabled is no call.",
        "The script leaves the grad mode changed (True to False).",
        SET_BACK,
    ),
    "leaves_the_default_dtype": (
        "import torch\n\ntorch.set_default_dtype(torch.float64)  # here",
        "The script leaves the default dtype changed (torch.float32 to torch.float64).",
        SET_BACK,
    ),
    "leaves_the_threads": (
        "import torch\n\ntorch.set_num_threads(torch.get_num_threads() + 1)  # here",
        "The script leaves the number of threads changed",
        SET_BACK,
    ),
    "leaves_the_print_options": (
        "import torch\n\ntorch.set_printoptions(precision=2)  # here",
        "The script leaves the print options changed.",
        SET_BACK,
    ),
    "leaves_the_print_options_of_numpy": (
        "import numpy as np\n\nnp.set_printoptions(precision=2)  # here",
        "The script leaves the print options changed.",
        SET_BACK,
    ),
    "leaves_anomaly_mode": (
        "import torch\n\ntorch.autograd.set_detect_anomaly(True, False)  # here",
        "The script leaves anomaly mode changed (False to True).",
        SET_BACK,
    ),
    "leaves_deterministic_mode": (
        "import torch\n\ntorch.use_deterministic_algorithms(True)  # here",
        "The script leaves deterministic mode changed (False to True).",
        SET_BACK,
    ),
    "leaves_a_thread": (
        "import threading\n\nwaits = threading.Event().wait\n"
        "threading.Thread(target=waits).start()  # here",
        "The script leaves the running threads changed",
        SET_BACK,
    ),
    "leaves_a_thread_that_is_a_daemon": (
        "import threading\n\nwaits = threading.Event().wait\n"
        "threading.Thread(target=waits, daemon=True).start()  # here",
        "The script leaves the running threads changed",
        SET_BACK,
    ),
    "leaves_a_process": (
        "# uses: processes\nimport os\nimport subprocess\n\n"
        "with open(os.devnull) as nothing:\n"
        "    left = subprocess.Popen(['sleep', '600'], stdin=nothing)  # here\n"
        "left.returncode = 0",
        "The script leaves a process running: ['sleep'].",
        "Wait for it, or end it, before the script ends.",
    ),
    "leaves_a_figure": (
        "from matplotlib import pyplot\n\npyplot.plot([1, 2])  # here",
        "The script leaves a pyplot figure open; the page would not show it.",
        "Use new_plot(...), and show_plot(figure, ...)",
    ),
}

#: Scripts that do nothing wrong, run among those above.
SOUND = {
    "b_sets_the_seed": (
        "import random\n\nimport numpy as np\nimport torch\n\n"
        "random.seed(7), np.random.seed(7), torch.manual_seed(7)"
    ),
    "c_has_a_fresh_seed": (
        "import random\n\nimport numpy as np\nimport torch\n\n"
        "assert torch.initial_seed() == 0\n"
        "assert random.random() == random.Random(0).random()\n"
        "assert np.random.rand() == np.random.RandomState(0).rand()"
    ),
    "declares_loopback": (
        "# uses: loopback\nimport socket\n\n"
        "with socket.create_server(('127.0.0.1', 0)) as server:\n"
        "    with socket.create_connection(server.getsockname()):\n"
        "        print('connected')"
    ),
    "declares_processes": (
        "# uses: processes\nimport subprocess\n\nsubprocess.run(['true'], check=True)"
    ),
    "uses_a_with_block": "import torch\n\nwith torch.no_grad():\n    print(1)",
    "zz_finds_all_as_it_was": (
        "import numpy as np\nimport torch\n\n"
        "assert torch.is_grad_enabled()\nassert torch.ones(1).dtype == torch.float32\n"
        "assert not torch.is_anomaly_enabled()\n"
        "assert not torch.are_deterministic_algorithms_enabled()\n"
        "assert str(torch.tensor(1 / 3)) == 'tensor(0.3333)'\n"
        "assert np.get_printoptions()['precision'] == 8"
    ),
}


class Batch(NamedTuple):
    """What came of one build of many scripts."""

    root: Path
    sources: dict[str, str]
    done: CompletedProcess[str]
    kept: bool

    def named(self, stem: str) -> list[Fault]:
        """Return the faults of one script."""
        file = f"gallery/pitfalls/{stem}.py"
        return [f for f in projects.faults(self.done.stderr) if f.file == file]


def _batch(seed: Path, folder: Path, codes: dict[str, str]) -> Batch:
    root = folder / "project"
    shutil.copytree(seed, root)
    before = projects.opened(root)
    sources = {s: projects.add(root, f"pitfalls/{s}", c) for s, c in codes.items()}
    done = projects.build(root)
    return Batch(root, sources, done, projects.opened(root) == before)


@pytest.fixture(scope="module")
def read(seed: Path, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """A build of all scripts that are refused before they run."""
    codes = {stem: code for stem, (code, _, _) in READ.items()}
    return _batch(seed, tmp_path_factory.mktemp("read"), codes)


@pytest.fixture(scope="module")
def ran(seed: Path, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """A build of all scripts that are refused once they ran."""
    codes = {stem: code for stem, (code, _, _) in RAN.items()} | SOUND
    return _batch(seed, tmp_path_factory.mktemp("ran"), codes)


def _holds(batch: Batch, stem: str, what: str, do: str) -> None:
    (fault,) = batch.named(stem)
    assert fault.line == projects.marked(batch.sources[stem])
    assert fault.what.startswith(what)
    assert fault.do.startswith(do)


@pytest.mark.parametrize("stem", READ)
def test_a_script_that_cannot_become_a_page_is_named(stem: str, read: Batch) -> None:
    _holds(read, stem, *READ[stem][1:])


@pytest.mark.parametrize("stem", RAN)
def test_a_script_that_runs_badly_is_named_once(stem: str, ran: Batch) -> None:
    _holds(ran, stem, *RAN[stem][1:])


@pytest.mark.parametrize("stem", SOUND)
def test_a_sound_script_among_bad_ones_is_not_named(stem: str, ran: Batch) -> None:
    assert not ran.named(stem)


@pytest.mark.parametrize("name", ["read", "ran"])
def test_a_refused_build_fails_and_loses_nothing(
    name: str, request: pytest.FixtureRequest
) -> None:
    batch = request.getfixturevalue(name)
    assert batch.done.returncode == 1
    assert "Traceback" not in batch.done.stderr
    assert "The site built before still opens: build/html" in batch.done.stderr
    assert batch.kept


def test_scripts_are_refused_again_until_they_are_mended(ran: Batch) -> None:
    again = projects.build(ran.root)
    assert projects.faults(again.stderr) == projects.faults(ran.done.stderr)
    for stem in RAN:
        projects.add(ran.root, f"pitfalls/{stem}", "print('mended now')")
    done = projects.build(ran.root)
    assert done.returncode == 0, done.stderr
    for stem in RAN:
        page = ran.root / f"build/html/gallery/pitfalls/{stem}.html"
        assert "mended now" in page.read_text("utf-8")


def _refused(project: Path, *arguments: str, **environment: str) -> Fault:
    """Build; return the one fault, after a look at what a refusal must leave."""
    before = projects.opened(project)
    done = projects.build(project, *arguments, **environment)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert projects.opened(project) == before
    (fault,) = projects.faults(done.stderr)
    return fault


TOO_LATE = "The script still ran after its limit of 2 seconds."
ENDED = "The script ended its process, without an error."

#: Scripts that take the process with them: stem -> (code, what, what to do).
FATAL = {
    "swallows_what_would_stop_it": (
        "import time\n\nwhile True:\n    try:\n        time.sleep(600)  # here\n"
        "    except ValueError:\n        pass",
        TOO_LATE,
        "SCRIPT_LIMIT=SECONDS",
    ),
    "hangs_in_c_with_the_interpreter_locked": (
        "import ctypes\n\nctypes.PyDLL(None).sleep(600)  # here",
        TOO_LATE,
        "SCRIPT_LIMIT=SECONDS",
    ),
    "ends_the_interpreter": (
        "import sys\n\nsys.exit(0)  # here",
        "The script ends the interpreter (SystemExit: 0).",
        "Remove sys.exit and the like",
    ),
    "ends_the_process": ("import os\n\nos._exit(0)", ENDED, "Look for os._exit"),
    "interrupts": ("raise KeyboardInterrupt", ENDED, "Look for os._exit"),
}


GREEDY = """import torch

held = []
while True:
    try:
        held.append(torch.ones(2**23))  # here
    except RuntimeError:
        pass"""


def test_a_script_that_eats_memory_is_ended_and_named(project: Path) -> None:
    source = projects.add(project, "pitfalls/greedy", GREEDY)
    fault = _refused(project, SCRIPT_MEMORY="1024")
    assert fault.file == "gallery/pitfalls/greedy.py"
    assert projects.marked(source) - 2 <= fault.line <= projects.marked(source)
    assert fault.what == "The script takes more than its limit of 1024 MiB."
    assert fault.do.endswith("or raise the limit: SCRIPT_MEMORY=MIB")


def test_memory_of_processes_that_a_script_starts_counts(project: Path) -> None:
    eats = "import time; held = b'1' * (700 << 20); time.sleep(60)"
    code = f"# uses: processes\nimport subprocess\nimport sys\n\neats = {eats!r}\n"
    code += "subprocess.run([sys.executable, '-c', eats])  # here"
    source = projects.add(project, "pitfalls/greedy", code)
    fault = _refused(project, SCRIPT_MEMORY="768")
    assert fault.line == projects.marked(source)
    assert fault.what == "The script takes more than its limit of 768 MiB."


@pytest.mark.parametrize("value", ["abc", "0", "511", "4G"])
def test_a_limit_that_is_no_number_of_mib_is_refused(value: str, project: Path) -> None:
    fault = _refused(project, SCRIPT_MEMORY=value)
    assert fault.file == "SCRIPT_MEMORY"
    assert fault.what == f"'{value}' is no number of MiB from 512 on."
    assert fault.do == "Try SCRIPT_MEMORY=4096"


@pytest.mark.parametrize("name", ["two words", "Capital", "ünicode", "a-b"])
def test_a_name_that_would_be_no_address_is_refused(name: str, project: Path) -> None:
    (project / f"gallery/pitfalls/{name}.py").write_text(projects.page("Named"))
    done = projects.build(project)
    assert done.returncode == 1
    assert f"gallery/pitfalls/{name}.py:1: The name of a script" in done.stderr
    assert "Name the claim: some_claim.py" in done.stderr


@pytest.mark.parametrize("stem", FATAL)
def test_a_script_that_takes_its_process_along_is_named(
    stem: str, project: Path
) -> None:
    code, what, do = FATAL[stem]
    source = projects.add(project, f"pitfalls/{stem}", code)
    fault = _refused(project, SCRIPT_LIMIT="2")
    assert (fault.file, fault.what) == (f"gallery/pitfalls/{stem}.py", what)
    assert fault.line == projects.marked(source)
    assert do in fault.do


def test_the_parent_ends_a_script_that_stops_its_own_clock(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    stop = "import faulthandler\n\nfaulthandler.cancel_dump_traceback_later()\n"
    projects.add(project, "pitfalls/stops_the_clock", stop + "while True:\n    pass")
    before = projects.opened(project)
    monkeypatch.setenv("SCRIPT_LIMIT", "1")
    monkeypatch.setattr(build, "_GRACE", 0.5)
    assert command.main(["--root", str(project), "build"]) == 1
    (fault,) = projects.faults(capfd.readouterr().err)
    assert fault.file == "gallery/pitfalls/stops_the_clock.py"
    assert fault.what == "The script still ran after its limit of 1 seconds."
    assert projects.opened(project) == before


def test_an_exit_handler_that_hangs_does_not_hold_the_build(project: Path) -> None:
    code = "import atexit\nimport threading\n\natexit.register(threading.Event().wait)"
    projects.add(project, "pitfalls/hangs_at_the_end", code)
    assert projects.build(project).returncode == 0


def test_a_script_that_hung_builds_once_it_is_mended(project: Path) -> None:
    projects.add(project, "pitfalls/sound_page", "while True:\n    pass")
    fault = _refused(project, SCRIPT_LIMIT="2")
    assert (fault.file, fault.what) == ("gallery/pitfalls/sound_page.py", TOO_LATE)
    assert fault.line in (16, 17)
    projects.add(project, "pitfalls/sound_page", "print('mended now')")
    assert projects.build(project).returncode == 0
    page = projects.opened(project)["gallery/pitfalls/sound_page.html"]
    assert b"mended now" in page


def test_a_file_that_is_not_utf8_is_named(project: Path) -> None:
    source = projects.page("Latin page", "print('café')")
    path = project / "gallery/pitfalls/latin_page.py"
    path.write_bytes(source.encode("latin-1"))
    fault = _refused(project)
    assert (fault.file, fault.line) == ("gallery/pitfalls/latin_page.py", 16)
    assert fault.what == "This line is not UTF-8."


def _section(project: Path, script: str, header: str = "") -> None:
    (project / "gallery/extra").mkdir()
    projects.add(project, f"extra/{script}")
    if header:
        (project / "gallery/extra/GALLERY_HEADER.rst").write_text(header)


def test_a_name_that_no_address_has_is_named(project: Path) -> None:
    source = projects.page("A page")
    (project / "gallery/pitfalls/with-hyphen and more.py").write_text(source)
    fault = _refused(project)
    assert fault.file == "gallery/pitfalls/with-hyphen and more.py"
    assert fault.what.startswith("The name of a script or section has other signs")


def test_a_page_that_is_not_read_as_it_is_meant_is_named(project: Path) -> None:
    page = project / "docs/lost.md"
    page.write_text("# Lost\n\n```python\n>>> 1\n1\n\nNobody reads this.\n")
    fault = _refused(project)
    assert (fault.file, fault.line) == ("docs/lost.md", 3)
    assert fault.what == "This fence is not closed."


@pytest.mark.parametrize(
    ("directive", "what"),
    [
        ("progress} nowhere", "there is no mode 'nowhere'"),
        ("messages} shape", "no message has the symptom 'shape'"),
        ("time}", "'time' stands on a page that is no way to learn"),
    ],
)
def test_a_directive_that_stands_wrong_is_named(
    directive: str, what: str, project: Path
) -> None:
    (project / "docs/wrong.md").write_text(f"# Wrong\n\n```{{{directive}\n```\n")
    before = projects.opened(project)
    done = projects.build(project)
    assert (done.returncode, projects.opened(project)) == (1, before)
    assert f"docs/wrong.md:3: WARNING: {what}" in done.stderr


def test_markup_that_shows_is_named_at_its_line(project: Path) -> None:
    projects.add(project, "pitfalls/shows", "print(1)\n\n# %%\n# See :doc:the page.")
    before = projects.opened(project)
    done = projects.build(project)
    assert (done.returncode, projects.opened(project)) == (1, before)
    told = "gallery/pitfalls/shows.py:19: WARNING: markup shows as text"
    assert told in done.stderr


def test_cards_of_a_folder_without_an_index_have_its_name(project: Path) -> None:
    (project / "docs/some_folder").mkdir()
    claim = ":::{claim} one-is-one\nIt is.\n\n>>> print(1)\n1\n:::\n"
    (project / "docs/some_folder/page.md").write_text(f"# A page\n\n{claim}")
    (project / "docs/cards.md").write_text("# Cards\n\n```{cards}\n```\n")
    index = project / "docs/index.md"
    listed = "gallery/index\ncards\nsome_folder/page"
    index.write_text(index.read_text().replace("gallery/index", listed))
    done = projects.build(project)
    assert done.returncode == 0, done.stderr
    assert b"<h3>Some folder</h3>" in projects.opened(project)["cards.html"]


def test_what_a_dead_build_did_not_judge_is_judged_later(project: Path) -> None:
    leaves = "import torch\n\ntorch.set_grad_enabled(False)"
    projects.add(project, "pitfalls/a_leaves_a_mode", f"print(1)\n{leaves}")
    dies = projects.add(project, "pitfalls/b_dies", "import os\n\nos._exit(0)")
    assert dies
    assert _refused(project).file == "gallery/pitfalls/b_dies.py"
    (project / "gallery/pitfalls/b_dies.py").unlink()
    fault = _refused(project)
    assert fault.file == "gallery/pitfalls/a_leaves_a_mode.py"
    assert fault.what.startswith("The script leaves the grad mode changed")


def test_a_page_that_sphinx_ends_on_is_named(project: Path) -> None:
    conf = project / "conf.py"
    broken = "class Broken(Directive):\n    def run(self):\n        return 1 / 0\n"
    added = "def setup(app):\n    app.add_directive('broken', Broken)\n"
    imported = "from docutils.parsers.rst import Directive\n"
    conf.write_text(f"{conf.read_text()}\n{imported}\n{broken}\n{added}")
    (project / "docs/ends.md").write_text("# Ends\n\n```{broken}\n```\n")
    before = projects.opened(project)
    done = projects.build(project)
    assert (done.returncode, projects.opened(project)) == (1, before)
    (fault,) = projects.faults(done.stderr)
    assert (fault.file, fault.line) == ("docs/ends.md", 1)
    assert fault.what == "Sphinx ended with an error of its own on this page."


def test_a_section_without_header_is_named(project: Path) -> None:
    _section(project, "a_page")
    assert _refused(project) == Fault(
        "gallery/extra/GALLERY_HEADER.rst",
        1,
        "The section has no header.",
        "Write it: the section's title, ----- under it, one sentence.",
    )


def test_a_page_that_takes_another_ones_name_is_named(project: Path) -> None:
    _section(project, "sound_page", "Extra\n-----\n\nMore.\n")
    assert _refused(project) == Fault(
        "gallery/pitfalls/sound_page.py",
        1,
        "A page of this name exists: gallery/extra/sound_page.py.",
        "Name the claim of this page.",
    )


def test_a_script_outside_every_section_is_named(project: Path) -> None:
    (project / "gallery/stray.py").write_text(projects.page("Stray"))
    fault = _refused(project)
    assert (fault.file, fault.line) == ("gallery/stray.py", 1)
    assert fault.do == "Move it into one of: pitfalls."


@pytest.mark.parametrize(
    ("links", "what"),
    [
        ("pitfalls/nowhere", "'Read before' names no page of the gallery"),
        ("pitfalls/circle", "'Read before' leads back to this page."),
    ],
)
def test_a_read_before_that_cannot_be_read_is_named(
    links: str, what: str, project: Path
) -> None:
    header = f"Read before: :doc:`/gallery/{links}`"
    path = project / "gallery/pitfalls/circle.py"
    path.write_text(projects.page("Circle", header=header))
    fault = _refused(project)
    assert (fault.file, fault.line) == ("gallery/pitfalls/circle.py", 5)
    assert fault.what.startswith(what)


@pytest.mark.parametrize("value", ["abc", "0", "-1", "nan", "inf"])
def test_a_limit_that_is_no_number_of_seconds_is_refused(
    value: str, project: Path
) -> None:
    fault = _refused(project, SCRIPT_LIMIT=value)
    assert fault.file == "SCRIPT_LIMIT"
    assert fault.what == f"'{value}' is no number of seconds up to a day."
    assert fault.do == "Try SCRIPT_LIMIT=60"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (None, "There is no such file of measurements."),
        ("{", "is no file of measurements: Expecting property name"),
        ("[1, 2]", "is no file of measurements: 'list' object"),
    ],
)
def test_a_file_of_measurements_that_cannot_be_read_is_named(
    text: str | None, what: str, project: Path
) -> None:
    if text is not None:
        (project / "figures.json").write_text(text)
    fault = _refused(project, MEASURE="figures.json")
    assert fault.file == "figures.json"
    assert what in fault.what
    assert "MEASURE=FILE" in fault.do


def test_a_broken_record_of_measurements_is_named(project: Path) -> None:
    (project / "build/measurements.json").write_text("{")
    fault = _refused(project)
    assert fault.file == "build/measurements.json"
    assert fault.do == "Type: make clean"


@pytest.mark.parametrize(
    ("arguments", "what", "do"),
    [
        (("one", "soundpage"), "There is no page 'soundpage'.", "mean sound_page?"),
        (("one", ""), "There is no page ''.", "mean sound_page?"),
        (("new", "nowhere/page"), "There is no section 'nowhere'.", "from: pitfalls."),
        (("new", "Bad Name"), "'Bad Name' is no name of a page.", "make new PAGE="),
        (("new", "../a/b"), "'../a/b' is no name of a page.", "make new PAGE="),
        (("new", ""), "'' is no name of a page.", "make new PAGE="),
        (("new", "pitfalls/sound_page"), "A page of this name exists.", "of yours."),
    ],
)
def test_a_page_that_cannot_be_meant_is_refused(
    arguments: tuple[str, str], what: str, do: str, project: Path
) -> None:
    scripts = sorted(project.glob("gallery/**/*.py"))
    fault = _refused(project, *arguments)
    assert fault.what == what
    assert do in fault.do
    assert sorted(project.glob("gallery/**/*.py")) == scripts


def test_a_second_build_beside_the_first_is_refused(project: Path) -> None:
    with (project / "build/.lock").open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        fault = _refused(project)
    assert fault.what == "Another build is running here."
    assert fault.do == "Wait for it to end."
    assert projects.build(project).returncode == 0


def test_of_two_builds_at_once_one_is_refused_and_nothing_is_lost(
    project: Path,
) -> None:
    projects.add(project, "pitfalls/other_page")
    with ThreadPoolExecutor() as pool:
        done = [*pool.map(lambda _: projects.build(project), range(2))]
    assert sorted(one.returncode for one in done) == [0, 1]
    (refused,) = (one for one in done if one.returncode)
    (fault,) = projects.faults(refused.stderr)
    assert fault.what == "Another build is running here."
    assert "gallery/pitfalls/other_page.html" in projects.opened(project)
    assert projects.build(project).returncode == 0


def test_a_folder_may_have_a_space_in_its_name(project: Path, tmp_path: Path) -> None:
    place = tmp_path / "my own/check out"
    shutil.copytree(project, place, ignore=shutil.ignore_patterns("build", "*.md5"))
    projects.add(place, "pitfalls/other_page")
    done = projects.build(place)
    assert done.returncode == 0, done.stderr
    assert "gallery/pitfalls/other_page.html" in projects.opened(place)
