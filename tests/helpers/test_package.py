from __future__ import annotations

import pytest

import detach_examples


@pytest.mark.parametrize("name", detach_examples.__all__)
def test_each_helper_is_found_where_the_package_says(name: str) -> None:
    helper = getattr(detach_examples, name)
    assert getattr(helper, "__name__", name) == name
    assert name in dir(detach_examples)


def test_an_unknown_helper_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'sketch'"):
        _ = detach_examples.sketch
