"""Archives of the gallery have the same bytes whenever they are made."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from detach_examples.site import steady


def archive(path: Path, names: str, year: int) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name in names:
            info = zipfile.ZipInfo(f"{name}.py", (year, 2, 3, 4, 5, 6))
            made.writestr(info, f"print({name!r})" * 50)
    return path


def test_order_and_time_of_making_leave_no_trace(tmp_path: Path) -> None:
    one = archive(tmp_path / "one.zip", "ab", 2020)
    other = archive(tmp_path / "other.zip", "ba", 2026)
    assert one.read_bytes() != other.read_bytes()
    for path in (one, other):
        steady.rewrite(path)
    assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(one) as kept:
        assert kept.namelist() == ["a.py", "b.py"]
        assert kept.read("b.py").decode() == "print('b')" * 50
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one.zip", "other.zip"]


def test_its_time_on_the_disk_stays_and_a_steady_one_is_not_written(
    tmp_path: Path,
) -> None:
    path = archive(tmp_path / "one.zip", "ab", 2020)
    os.utime(path, (10**9, 10**9))
    steady.rewrite(path)
    assert path.stat().st_mtime == 10**9
    number = path.stat().st_ino
    steady.rewrite(path)
    assert path.stat().st_ino == number
