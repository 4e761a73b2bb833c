"""The parts of some work: together they do each thing once."""

from __future__ import annotations

import pytest

from detach_examples.guard.shard import Shard, lacking


@pytest.mark.parametrize("of", [1, 2, 3, 7, 12])
def test_parts_share_work_out_evenly(of: int) -> None:
    work = range(10)
    parts = [Shard.read(f"{number}/{of}").slice(work) for number in range(1, of + 1)]
    assert sorted(thing for part in parts for thing in part) == [*work]
    sizes = {len(part) for part in parts}
    assert max(sizes) - min(sizes) <= 1


def test_a_part_is_written_as_it_was_typed() -> None:
    shard = Shard.read(" 2/14 ")
    assert (str(shard), shard.name) == ("2/14", "2-of-14")


@pytest.mark.parametrize(
    "text", ["", "2", "0/4", "5/4", "1/0", "-1/4", "1/4/4", "a/b", "1.0/4", "01/4"]
)
def test_what_names_no_part_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="names no part"):
        Shard.read(text)


def test_what_is_lacking_is_named_for_each_count() -> None:
    found = [Shard(3, 3), Shard(2, 1)]
    assert [*map(str, lacking(found))] == ["2/2", "1/3", "2/3"]
    assert lacking([]) == []
