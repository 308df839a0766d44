"""A bounded good that owners share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

from shared.errors import AutusError


class Shares:
    """How much of `total` is held, and by whom. One owner may hold `share`.

    An unknown owner, the empty text, has no share: it may be everybody.
    """

    def __init__(self, total: int, share: int) -> None:
        self.share = share
        self._total = total
        self._held: Counter[Hashable] = Counter()
        self.held = 0

    def has(self, owner: Hashable) -> bool:
        """Whether the owner holds one."""
        return owner in self._held

    @contextmanager
    def one(self, owner: Hashable, refusal: Callable[[], AutusError]) -> Iterator[None]:
        """Holds one for `owner`. Raises `refusal()` where the owner or all together hold what they may."""
        if (owner != "" and self._held[owner] >= self.share) or self.held >= self._total:
            raise refusal()
        self._held[owner] += 1
        self.held += 1
        try:
            yield
        finally:
            self._held[owner] -= 1
            self.held -= 1
            if not self._held[owner]:
                del self._held[owner]
