"""Bounded memories of one process: the newest entries are kept, the oldest dropped."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import TypeVar

MAX_RECENT = 10_000  # interactions of this process

K = TypeVar("K")
V = TypeVar("V")


class BoundedDict(OrderedDict[K, V]):
    """A dictionary of at most `limit` entries; a new one drops the oldest."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def __setitem__(self, key: K, value: V) -> None:
        """Store an entry and drop the oldest beyond the limit."""
        super().__setitem__(key, value)
        if len(self) > self.limit:
            self.popitem(last=False)


class RecentIds:
    """The latest interactions, so that each is acted upon once."""

    def __init__(self) -> None:
        self._latest: BoundedDict[Hashable, None] = BoundedDict(MAX_RECENT)

    def is_new(self, interaction_id: Hashable) -> bool:
        """Return whether an interaction arrives for the first time, and remember it."""
        if interaction_id in self._latest:
            return False
        self._latest[interaction_id] = None
        return True
