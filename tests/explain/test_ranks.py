"""Ranks tell each other what they found; without a launcher there is one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import torch.distributed as dist

from detach_examples.explain import ranks as room
from detach_examples.explain.ranks import Ranks

LAUNCHED = {"WORLD_SIZE": "2", "RANK": "1", "MASTER_ADDR": "127.0.0.1"}


@pytest.fixture(autouse=True)
def _no_launcher(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*LAUNCHED, "MASTER_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(room, "_PATIENCE", timedelta(seconds=0.2))


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set what a launcher sets, and open the store that it opens."""
    store = dist.TCPStore("127.0.0.1", 0, is_master=True, wait_for_workers=False)
    for name, value in (LAUNCHED | {"MASTER_PORT": str(store.port)}).items():
        monkeypatch.setenv(name, value)
    yield
    del store


@pytest.mark.parametrize(
    "environment", [{}, LAUNCHED | {"WORLD_SIZE": "1"}, {"WORLD_SIZE": "2"}]
)
def test_without_a_launcher_there_is_one_rank(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    ranks = Ranks.here()
    assert ranks.alone
    assert ranks.rank == 0


@pytest.mark.usefixtures("launched")
def test_a_launcher_says_which_rank_this_is() -> None:
    ranks = Ranks.here()
    assert (ranks.rank, ranks.size, ranks.alone) == (1, 2, False)


@pytest.mark.usefixtures("launched")
def test_ranks_hear_what_the_others_found() -> None:
    heard: dict[int, dict[int, Any]] = {}

    def work(rank: int) -> None:
        ranks = Ranks(rank, 3)
        ranks.tell("after", [{"name": f"w{rank}"}])
        heard[rank] = ranks.hear("after")

    threads = [threading.Thread(target=work, args=(rank,)) for rank in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard[0] == {1: [{"name": "w1"}], 2: [{"name": "w2"}]}
    assert [*heard[2]] == [0, 1]


@pytest.mark.usefixtures("launched")
def test_a_rank_that_is_silent_is_left_out() -> None:
    ranks = Ranks(0, 2)
    ranks.tell("after", "mine")
    assert ranks.hear("after") == {}
    Ranks(1, 2).tell("before", "of another stage")
    assert ranks.hear("after") == {}
    assert ranks.hear("before") == {1: "of another stage"}


def test_where_ranks_cannot_meet_each_judges_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = dist.TCPStore("127.0.0.1", 0, is_master=True, wait_for_workers=False)
    port = store.port
    del store
    for name, value in (LAUNCHED | {"MASTER_PORT": str(port)}).items():
        monkeypatch.setenv(name, value)
    ranks = Ranks.here()
    ranks.tell("after", "mine")
    assert ranks.hear("after") == {}
