from __future__ import annotations

from pathlib import Path

from detach_examples.guard import faults
from detach_examples.guard.faults import Fault

ONE = Fault("gallery/a/b.py", 3, "It is wrong.", "Mend it.")


def test_a_fault_names_file_line_and_cure() -> None:
    assert str(ONE) == "gallery/a/b.py:3: It is wrong.\n    Mend it."


def test_faults_pass_from_one_process_to_another(tmp_path: Path) -> None:
    many = [ONE, Fault("conf.py", 1, "«Ünïcode»", "")]
    faults.write(tmp_path / "faults.json", many)
    assert faults.read(tmp_path / "faults.json") == many


def test_faults_stand_in_order_of_file_and_line() -> None:
    later = Fault("gallery/a/b.py", 20, "", "")
    assert sorted([later, ONE]) == [ONE, later]
