"""Make the environment that the build runs in.

Run by any Python that is called ``python3``, before anything is installed: it
uses the standard library alone, and no syntax newer than Python 3.6.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from typing import List, NoReturn

OLDEST = (3, 11)
#: Marks an environment of our own: there, torch follows the lock file.
MADE_HERE = ".detach-examples-made-here"
#: What is kept where somebody else installed it.
KEPT = ("torch", "numpy")
#: What pip was asked for last, in the environment.
WANTED = ".detach-examples-wanted.txt"
#: What pip tells of the torch that it installed.
REPORT = ".detach-examples-torch.json"


def fail(what: str, do: str) -> NoReturn:
    """Print one clear error and leave."""
    sys.exit("set-up: {}\n    {}".format(what, do))


def check_python() -> None:
    """Refuse an interpreter that is too old, naming it."""
    if sys.version_info[:2] < OLDEST:
        fail(
            "Python {}.{} is too old ({}); 3.11 or newer is needed.".format(
                sys.version_info[0], sys.version_info[1], sys.executable
            ),
            "Name a newer one: make html PYTHON=python3.12",
        )


def run(command: List[str], what: str, do: str) -> None:
    """Run a command; its failure is ours, in one clear error."""
    if subprocess.call(command) != 0:
        fail(what, do)


def python_of(venv: str) -> str:
    """Return the path of the environment's interpreter."""
    return os.path.join(venv, "bin", "python")


def make_venv(venv: str, unfinished: str) -> None:
    """Make the environment, or keep one that exists; say which it was.

    The mark beside it stands from before the first file to after the last: an
    environment whose making was killed is made anew.
    """
    if os.path.exists(python_of(venv)) and not os.path.exists(unfinished):
        return
    if os.path.exists(unfinished):
        print("set-up: {} was left unfinished: making it anew".format(venv))
        shutil.rmtree(venv, ignore_errors=True)
    elif os.path.isdir(venv) and os.listdir(venv):
        # What is made anew is deleted first: it must never be a folder of yours.
        fail(
            "{} is not empty, and no environment that runs.".format(venv),
            "Name another: make html VENV=DIR",
        )
    open(unfinished, "w").close()
    print("set-up: making {} with Python {}.{}".format(venv, *sys.version_info[:2]))
    run(
        [sys.executable, "-m", "venv", venv],
        "the environment could not be made in {}.".format(venv),
        "On Debian and Ubuntu: apt install python3-venv. Else name another: VENV=DIR",
    )
    open(os.path.join(venv, MADE_HERE), "w").close()


def version_of(package: str, python: str) -> str:
    """Return the version of a package that an environment has, or an empty string."""
    code = "import importlib.metadata as m; print(m.version('{}'))".format(package)
    found = subprocess.run(
        [python, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    return found.stdout.decode().strip() if found.returncode == 0 else ""


def requirements(lock: str) -> List[str]:
    """Return the pins of a lock file, and of those that it includes, with their hashes.

    Each is one line: ``name==version --hash=sha256:... --hash=sha256:...``.
    """
    lines = []  # type: List[str]
    with open(lock) as file:
        for line in map(str.strip, file.read().replace("\\\n", "").splitlines()):
            if line.startswith("-r "):
                lines += requirements(os.path.join(os.path.dirname(lock), line[3:]))
            elif line and not line.startswith("#"):
                lines.append(" ".join(line.split()))
    return lines


def name_of(requirement: str) -> str:
    """Return the name of a pinned package."""
    return requirement.partition("==")[0]


def check_torch(report: str, torch: str) -> None:
    """Refuse a torch whose file the lock does not list.

    Told to look for hashes itself, pip prefers a file whose hash the index tells, and
    so another build; and what a build for graphics cards needs stands in no lock.
    """
    with open(report) as file:
        told = json.load(file)["install"]
    for each in told:
        if each["metadata"]["name"] == "torch":
            held = each["download_info"]["archive_info"]["hashes"]["sha256"]
            if "sha256:" + held not in torch:
                fail(
                    "the torch that pip found is no build that the lock lists:"
                    " sha256:" + held,
                    "Where you trust it, install it yourself: make html VENV=DIR",
                )


def install(venv: str, lock: str) -> None:
    """Install the locked packages and this project, leaving a torch that is there."""
    python, wanted = python_of(venv), requirements(lock)
    ours = os.path.exists(os.path.join(venv, MADE_HERE))
    for package in () if ours else KEPT:
        present = version_of(package, python)
        if present:
            print("set-up: keeping {} {}".format(package, present))
            wanted = [w for w in wanted if name_of(w) != package]
    print("set-up: installing {} packages from {}".format(len(wanted), lock))
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    again = "Read pip's message above, then run the same command again."
    failed = "pip could not install the locked packages."
    # First, and alone: what needs torch finds it there, and what it needs has hashes.
    for torch in (w for w in wanted if name_of(w) == "torch"):
        report = os.path.join(venv, REPORT)
        alone = ["--no-deps", "--report", report, torch.split()[0]]
        run(pip + alone, failed, again)
        if " --hash=" in torch:
            check_torch(report, torch)
    file = os.path.join(venv, WANTED)
    with open(file, "w") as out:
        out.writelines(w + "\n" for w in wanted if name_of(w) != "torch")
    run(pip + ["--require-hashes", "--requirement", file], failed, again)
    project = ["--no-deps", "--no-build-isolation", "--editable", "."]
    run(pip + project, "pip could not install this project.", again)


def main() -> None:
    """Make the environment and leave one stamp for each lock file in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", required=True)
    parser.add_argument("--lock", required=True)
    parser.add_argument("--stamp", required=True, action="append")
    options = parser.parse_args()
    check_python()
    venv = re.sub(r"/+$", "", options.venv)
    unfinished = venv + ".unfinished"
    make_venv(venv, unfinished)
    install(venv, options.lock)
    for stamp in options.stamp:
        open(stamp, "w").close()
    if os.path.exists(unfinished):
        os.remove(unfinished)


if __name__ == "__main__":
    main()
