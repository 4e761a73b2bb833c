"""Claims that no lie of ours breaks, and why they stand nevertheless."""

from __future__ import annotations

REASONS: dict[str, str] = {}
