"""What is remembered of a reader between two calls, in a small file of the folder."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

NAME = ".practice.json"


@dataclass
class Notes:
    """Hints seen, and the digests of files that were found solved."""

    hints: dict[str, int] = field(default_factory=dict)
    solved: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Notes:
        """Return a folder's notes; what cannot be read counts as none."""
        try:
            data = json.loads((folder / NAME).read_text(encoding="utf-8"))
            hints = {str(k): int(v) for k, v in data["hints"].items()}
            return cls(hints, {str(k): str(v) for k, v in data["solved"].items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def write(self, folder: Path) -> None:
        """Keep the notes; a call that is cut short leaves the old ones whole."""
        new = folder / f"{NAME}.next"
        new.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")
        new.replace(folder / NAME)
