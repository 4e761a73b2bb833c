"""What a list of names lets through."""

from __future__ import annotations

import pytest

from detach_examples.guard.variables import kept


@pytest.mark.parametrize(
    "name", ["PATH", "LC_CTYPE", "OMP_NUM_THREADS", "SOURCE_DATE_EPOCH", "SITE_URL"]
)
def test_what_a_build_needs_is_kept(name: str) -> None:
    assert kept({name: "value"}) == {name: "value"}


@pytest.mark.parametrize(
    "name",
    [
        "HOME",  # the room gives another one
        "GITHUB_TOKEN",
        "ACTIONS_RUNTIME_TOKEN",
        "PIP_INDEX_URL",  # may hold a password
        "HTTPS_PROXY",
        "SSH_AUTH_SOCK",
        "AWS_SECRET_ACCESS_KEY",
        "LC",
        "path",
    ],
)
def test_what_is_not_on_the_list_is_dropped(name: str) -> None:
    assert kept({name: "value"}) == {}
