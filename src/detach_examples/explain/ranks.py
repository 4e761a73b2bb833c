"""Several processes, one report: ranks tell each other what they found."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import Any

import torch.distributed as dist

#: A rank that says nothing for this long is left out of the report.
_PATIENCE = timedelta(seconds=20)


class Ranks:
    """The processes of one launch, by the store of their launcher.

    :param rank: which of them this is; 0 is the one that reports.
    :param size: how many there are.
    """

    def __init__(self, rank: int, size: int) -> None:
        self.rank = rank
        self.size = size
        self._store: Any = None

    @classmethod
    def here(cls) -> Ranks:
        """Read the launcher's environment; alone, without one."""
        size = int(os.environ.get("WORLD_SIZE", "1"))
        if not dist.is_available() or "MASTER_ADDR" not in os.environ:
            size = 1
        return cls(int(os.environ.get("RANK", "0")) if size > 1 else 0, size)

    @property
    def alone(self) -> bool:
        """Whether there is no other process."""
        return self.size == 1

    def _open(self) -> Any:
        """Join the store where the program's own processes meet."""
        if self._store is None:
            host, port = os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"])
            # Exported, though torch's own stub does not say so.
            stores: Any = dist
            store = stores.TCPStore(host, port, is_master=False, timeout=_PATIENCE)
            self._store = stores.PrefixStore("detach_examples.explain", store)
        return self._store

    def tell(self, stage: str, data: Any) -> None:
        """Tell the others what was found; where they cannot be met, be alone."""
        try:
            self._open().set(f"{stage}/{self.rank}", json.dumps(data))
        except dist.DistError:
            self.size, self.rank = 1, 0

    def hear(self, stage: str) -> dict[int, Any]:
        """Return what the others have found, without those that are silent."""
        found = {}
        for rank in range(self.size):
            key = f"{stage}/{rank}"
            if rank != self.rank:
                try:
                    self._open().wait([key], _PATIENCE)
                except dist.DistError:
                    continue
                found[rank] = json.loads(self._open().get(key))
        return found
