"""Python objects that carry a tensor's value are marked by identity, name and slot."""

from __future__ import annotations

import gc
import weakref
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from detach_examples.explain.marks import (
    NONE,
    MarkedNames,
    MarkedObjects,
    is_shared,
    parts_of,
)
from detach_examples.explain.record import Holder, Value
from detach_examples.explain.tensors import Tensors

SHARED = 3
MARK = frozenset([Value(None, Holder())])
OTHER = frozenset([Value(None, Holder())])


@pytest.fixture
def objects() -> MarkedObjects:
    return MarkedObjects(Tensors())


@dataclass
class Stats:
    mean: float
    parts: list[float]


@pytest.mark.parametrize("thing", [None, True, "x", b"x", int, 0, 3, 256, -5])
def test_what_unrelated_code_holds_as_well_is_shared(
    thing: Any, objects: MarkedObjects
) -> None:
    assert is_shared(thing)
    objects.add(thing, MARK)
    assert not objects
    assert objects.of(thing) == NONE


@pytest.mark.parametrize("thing", [0.0, 257, -6, 1j, (), [], np.float32(1)])
def test_all_else_is_an_object_of_its_own(thing: Any, objects: MarkedObjects) -> None:
    assert not is_shared(thing)
    objects.add(thing, MARK)
    assert objects.of(thing) == MARK


def test_an_equal_object_carries_nothing(objects: MarkedObjects) -> None:
    one, other = float("2.5"), float("2.5")
    objects.add(one, MARK)
    assert objects.of(other) == NONE


def test_marks_add_up(objects: MarkedObjects) -> None:
    thing = float("2.5")
    objects.add(thing, MARK)
    objects.add(thing, OTHER)
    assert objects.of(thing) == MARK | OTHER


@pytest.mark.parametrize(
    "around",
    [
        lambda x: [1.0, x],
        lambda x: (x,),
        lambda x: {"a": [x]},
        lambda x: {"a": {"b": (1, [x])}},
        lambda x: Stats(x, []),
        lambda x: Stats(0.0, [x]),
    ],
    ids=["list", "tuple", "dict", "nested", "field", "field's list"],
)
def test_what_holds_a_marked_object_carries_its_marks(
    around: Any, objects: MarkedObjects
) -> None:
    thing = float("2.5")
    objects.add(thing, MARK)
    assert objects.of(around(thing)) == MARK
    assert objects.own(around(thing)) == NONE


def test_a_view_carries_what_its_array_does(objects: MarkedObjects) -> None:
    array = np.ones((2, 3))
    objects.add(array, MARK)
    assert objects.of(array[0][1:]) == MARK
    assert objects.of(array.copy()) == NONE


def test_a_list_is_marked_down_to_its_numbers(objects: MarkedObjects) -> None:
    rows = [[1.5, 2.5], [3.5]]
    objects.add_all(rows, MARK)
    assert [objects.own(x) for row in rows for x in row] == [MARK] * 3


def test_an_object_is_marked_by_the_numbers_in_it(objects: MarkedObjects) -> None:
    stats = Stats(2.5, [3.5])
    objects.spread(stats, MARK)
    assert objects.own(stats) == NONE
    assert objects.own(stats.mean) == objects.own(stats.parts[0]) == MARK


def test_an_object_without_numbers_is_marked_itself(objects: MarkedObjects) -> None:
    things = ["x", 3]
    objects.spread(things, MARK)
    assert objects.own(things) == MARK


def test_a_number_that_is_known_keeps_its_own_marks(objects: MarkedObjects) -> None:
    clean, other = float("1.5"), float("2.5")
    objects.clean(clean)
    objects.add(other, OTHER)
    objects.spread([clean, other], MARK)
    assert objects.knows(clean)
    assert (objects.own(clean), objects.own(other)) == (NONE, OTHER)


def test_a_slot_is_told_by_its_owner_and_name(objects: MarkedObjects) -> None:
    one, other = Stats(0.0, []), Stats(0.0, [])
    objects.put(one, "count", MARK)
    assert bool(objects)
    assert objects.slot(one, "count") == MARK
    assert objects.of(one) == MARK
    assert objects.slot(one, "mean") is objects.slot(other, "count") is None


def test_a_slot_dies_with_its_owner_s_place(objects: MarkedObjects) -> None:
    objects.put(one := Stats(0.0, []), "count", MARK)
    objects._slots[id(objects)] = objects._slots.pop(id(one))
    assert objects.slot(objects, "count") is None


def test_a_name_is_its_frame_s_own_or_the_module_s() -> None:
    everywhere: dict[str, Any] = {"SHARED": MARK}

    def frame(own: int) -> int:
        return own + SHARED

    names = MarkedNames({}, everywhere, frame.__code__)
    names.put("own", OTHER)
    assert (names.get("own"), names.get("SHARED")) == (OTHER, MARK)
    names.put("SHARED", NONE)
    assert everywhere == {}
    assert bool(names)
    names.put("own", NONE)
    assert not names


def test_numbers_of_the_program_s_text_carry_nothing(objects: MarkedObjects) -> None:
    constant, other = float("1.5"), float("2.5")
    objects.spread([constant, other], MARK, [constant])
    assert (objects.own(constant), objects.own(other)) == (NONE, MARK)


@pytest.mark.parametrize(
    "thing", [torch.ones(1), nn.Linear(1, 1), Stats, np, lambda: 2.5]
)
def test_tensors_modules_classes_and_functions_are_no_containers(thing: Any) -> None:
    assert parts_of(thing) == []


def test_an_endless_list_is_searched_to_an_end() -> None:
    endless: list[Any] = [1.5]
    endless.append(endless)
    assert 0 < len(parts_of(endless)) < 100_000


def test_an_array_is_not_kept_alive(objects: MarkedObjects) -> None:
    array = np.ones(2)
    objects.add(array, MARK)
    gone = weakref.ref(array)
    del array
    gc.collect()
    assert gone() is None


def test_all_is_forgotten(objects: MarkedObjects) -> None:
    thing = float("2.5")
    objects.add(thing, MARK)
    objects.put(objects, "x", MARK)
    objects.clear()
    assert not objects
    assert objects.of(thing) == NONE
