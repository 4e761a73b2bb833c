"""A value that left autograd is followed through Python and NumPy, and no further.

``follow/carried.txt`` holds snippets that make ``y`` from ``w`` outside of autograd,
on the line that ends in ``here``; ``follow/not_carried.txt`` those whose ``y`` depends
on no value of ``w``, though one left.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from explaining import explain

HERE = Path(__file__).parent
Write = Callable[..., Path]

BEGIN = """\
import collections, copy, dataclasses, functools, itertools, json, math, operator
import pickle, queue, statistics, threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
import numpy as np
import torch
w = torch.tensor([2.0, 3.0], requires_grad=True)
head = torch.tensor([1.0, 2.0], requires_grad=True)
"""
END = "\n(head * y).sum().backward()\n"

# PyTorch warns of float(w), and NumPy of an array of a tensor.
pytestmark = pytest.mark.filterwarnings("ignore")


def snippets(name: str) -> dict[str, str]:
    """Read a table of snippets, by their titles."""
    text = (HERE / "follow" / name).read_text(encoding="utf-8")
    parts = (part.partition("\n") for part in text.split("-- ")[1:])
    return {title: body.strip() for title, _, body in parts}


CARRIED, NOT_CARRIED = snippets("carried.txt"), snippets("not_carried.txt")


@pytest.mark.parametrize("through", CARRIED)
def test_a_value_is_followed_through(through: str, write: Write) -> None:
    source = BEGIN + CARRIED[through] + END
    here = [i for i, row in enumerate(source.splitlines(), 1) if row.endswith("# here")]
    report = explain(write(source)).report
    assert report["head"].status == "flows"
    assert report["w"].status == "cut"
    assert {cause.line for cause in report["w"].causes} == {*here}


@pytest.mark.parametrize("by", NOT_CARRIED)
def test_no_value_is_carried_by(by: str, write: Write) -> None:
    report = explain(write(BEGIN + NOT_CARRIED[by] + END)).report
    assert report["head"].status == "flows"
    assert report["w"].status == "unreached"
    assert report["w"].causes == []
