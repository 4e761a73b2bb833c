"""What this project keeps in Sphinx's environment, page by page."""

from __future__ import annotations

from typing import Any


def noted(env: Any, of: str) -> dict[str, Any]:
    """Return by page what was noted of it; it is kept from build to build."""
    name = f"detach_{of}"
    if not hasattr(env, name):
        setattr(env, name, {})
    known: dict[str, Any] = getattr(env, name)
    return known
