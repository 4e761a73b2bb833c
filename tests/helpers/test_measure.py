from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from detach_examples import measure
from detach_examples.measure import Book, as_bytes, as_time, seconds, watch_saved


@pytest.fixture
def book() -> Iterator[Book]:
    """A book of one page, open; the one before is put back."""
    before, opened = measure._book, Book(page="s/page")
    measure.open_book(opened)
    yield opened
    measure.open_book(before)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that only the test moves: its one item is the time."""
    now = [0.0]
    monkeypatch.setattr(measure.time, "perf_counter", lambda: now[0])
    return now


def test_a_measurement_is_recorded_under_its_page(
    book: Book, clock: list[float]
) -> None:
    def call() -> None:
        clock[0] += 2e-6

    assert seconds("two", call) == pytest.approx(2e-6)
    assert book.pages == {"s/page": {"two": pytest.approx(2e-6)}}


def test_a_single_slow_batch_does_not_move_the_result(
    book: Book, clock: list[float]
) -> None:
    durations = iter([9.0, 9.0, 9.0, 1.0, 1.0, 50.0, 1.0, 1.0])

    def call() -> None:
        clock[0] += next(durations)

    assert seconds("calm", call, batches=5) == 1.0


def test_short_calls_are_repeated_and_long_ones_are_not(
    book: Book, clock: list[float]
) -> None:
    calls = []
    for duration in (1e-6, 1.0):
        count = 0

        def call(duration: float = duration) -> None:
            nonlocal count
            count += 1
            clock[0] += duration

        seconds(f"{duration}", call, batches=1)
        calls.append(count)
    assert calls == [3 + 5000, 3 + 1]


def test_a_replayed_measurement_is_not_taken_again() -> None:
    old = Book(replay={"s/page": {"old": 0.25}}, page="s/page")
    assert old.take("old", lambda: pytest.fail("was measured")) == 0.25
    assert old.pages == {"s/page": {"old": 0.25}}


def test_a_replay_without_the_value_says_which_and_what_to_do() -> None:
    old = Book(replay={"s/page": {}}, page="s/page")
    with pytest.raises(LookupError, match=r"'new' for s/page; build once without"):
        old.take("new", lambda: 1.0)


def test_a_page_that_runs_again_starts_empty(book: Book) -> None:
    book.pages = {"s/page": {"old": 1.0}, "s/other": {"kept": 2.0}}
    measure.turn_page("s/page")
    assert book.pages == {"s/other": {"kept": 2.0}}


def test_a_file_of_measurements_is_read_as_written(tmp_path: Path) -> None:
    pages, path = {"s/page": {"a": 0.1, "b": 1e-9}}, tmp_path / "m.json"
    path.write_text(json.dumps(pages))
    assert Book.load(path) == pages


@pytest.mark.parametrize(
    "text", ["", "[]", "3", '{"p": 1}', '{"p": {"a": "x"}}', '{"p": {"a": null}}']
)
def test_a_file_that_holds_no_measurements_is_refused_by_name(
    text: str, tmp_path: Path
) -> None:
    path = tmp_path / "m.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"m\.json is no file of measurements"):
        Book.load(path)


def test_saved_tensors_are_counted_until_their_graph_goes() -> None:
    x = torch.ones(4, requires_grad=True)
    with watch_saved() as saved:
        y = x.exp()
        z = y.exp()
    assert (saved.count, saved.bytes) == (2, 32)
    alias = z.detach()
    assert saved.count == 2, "detaching frees nothing"
    del y, z
    assert (saved.count, saved.bytes) == (0, 0)
    assert alias.shape == (4,)


def test_backward_frees_what_was_saved_and_gives_the_same_gradient() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with watch_saved() as saved:
        y = (x * x).sum()
    assert saved.count == 2
    y.backward()
    assert saved.count == 0
    assert x.grad.tolist() == [2.0, 4.0]


def test_a_storage_that_is_saved_twice_counts_once() -> None:
    x = torch.ones(100, requires_grad=True)
    with watch_saved() as saved:
        y = x[:1] * x[1:2]
    assert (saved.count, saved.bytes) == (2, 400)
    del y


def test_what_is_recorded_outside_the_block_is_not_counted() -> None:
    x = torch.ones(4, requires_grad=True)
    before = x.exp()
    with watch_saved() as saved, torch.no_grad():
        x.exp()
    after = x.exp()
    assert saved.count == 0
    assert before.equal(after)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3e-10, "0.3 ns"),
        (1.24e-6, "1.2 µs"),
        (0.000_999_4, "999 µs"),
        (0.000_999_6, "1.0 ms"),
        (61.2, "61 s"),
    ],
)
def test_a_time_is_written_with_at_most_three_digits(value: float, text: str) -> None:
    assert as_time(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (999_400, "999 kB"),
        (999_700, "1.0 MB"),
        (2_500_000_000, "2.5 GB"),
    ],
)
def test_bytes_are_written_with_at_most_three_digits(value: int, text: str) -> None:
    assert as_bytes(value) == text
