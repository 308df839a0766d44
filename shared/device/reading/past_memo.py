"""The last replays of other pasts. A replay goes on from there once the history has grown."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Generic, TypeVar

Walk = TypeVar("Walk")

WALKS_MAX = 6
"""Replays that stay in memory. Each has four numbers for every commit that it went through."""


class PastMemo(Generic[Walk]):
    """Replays by what was changed, with the commits that they went through, the last used ones.

    A replay belongs to one caller at a time: it is taken out, goes on, and is put back when it is whole.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, tuple[Sequence[bytes], Walk]] = OrderedDict()

    def take(self, key: bytes, following: Sequence[bytes]) -> Walk | None:
        """The replay of this change, if `following` begins with the commits that it went through."""
        gone, walk = self._kept.pop(key, ((), None))
        return walk if list(following[: len(gone)]) == list(gone) else None

    def put(self, key: bytes, gone: Sequence[bytes], walk: Walk) -> None:
        """Keeps a replay that went through `gone`."""
        self._kept[key] = (gone, walk)
        while len(self._kept) > WALKS_MAX:
            self._kept.popitem(last=False)
