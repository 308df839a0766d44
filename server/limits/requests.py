"""Bounds on the requests that are answered at once: by address, by account, and for event streams.

Behind a proxy all connections are the proxy's. These bounds count the addresses that it tells.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager

from server.limits.places import share_of
from server.limits.shares import Shares
from shared.errors import AutusError

# An account has at most 32 streams. The rest is for pushes and pulls of its devices.
REQUESTS_OF_ACCOUNT_MAX = 96
RETRY_AFTER_SECONDS = 5


class OpenRequest:
    """A request that is being answered."""

    def __init__(self, bounds: RequestBounds, network: str) -> None:
        self._bounds = bounds
        self._network = network
        self._ends = ExitStack()
        self.session_ended = False
        """Whether the session that the request uses has ended since the request came."""
        self._take(bounds.networks, network, lambda: _busy("too many requests from this address at once"))

    def at_end(self, end: Callable[[], None]) -> None:
        """Calls `end` when the request is over, whichever way it ends."""
        self._ends.callback(end)

    def use_session(self, token_hash: bytes) -> None:
        """Says whose request it is, before the session is looked up: `session_ended` then misses nothing."""
        users = self._bounds.users.setdefault(token_hash, set())
        users.add(self)

        def leave() -> None:
            users.discard(self)
            if not users:
                self._bounds.users.pop(token_hash, None)

        self.at_end(leave)

    def require_open_session(self) -> None:
        """Raises AutusError NOT_SIGNED_IN if the session of the request has ended."""
        if self.session_ended:
            raise AutusError("NOT_SIGNED_IN", "log in first")

    def count_account(self, identity: bytes) -> None:
        """Counts the request for the account of its session. Raises AutusError SERVER_BUSY."""
        self._take(
            self._bounds.accounts, identity, lambda: _busy("too many requests of this account at once")
        )

    def count_stream(self) -> None:
        """Counts the request as an event stream. Raises AutusError TOO_MANY_STREAMS."""
        streams = self._bounds.streams
        self._take(
            streams,
            self._network,
            lambda: AutusError("TOO_MANY_STREAMS", "too many event streams", limit=streams.share),
        )

    def _take(self, shares: Shares, owner: Hashable, refusal: Callable[[], AutusError]) -> None:
        self._ends.enter_context(shares.one(owner, refusal))

    def end(self) -> None:
        self._ends.close()


class RequestBounds:
    """`connections` is the number of places for connections."""

    def __init__(self, connections: int) -> None:
        share = share_of(connections)
        self.users: dict[bytes, set[OpenRequest]] = {}
        """The requests that use a session, by the hash of its token."""
        self.networks = Shares(connections, share)
        self.accounts = Shares(connections, REQUESTS_OF_ACCOUNT_MAX)
        # Streams last. They leave a quarter of all places, and half of those of an address, to requests.
        self.streams = Shares(connections * 3 // 4, max(1, share // 2))

    def end_session(self, token_hash: bytes) -> None:
        """Tells the requests that use the session, such as one whose body still arrives."""
        for each in self.users.get(token_hash, ()):
            each.session_ended = True

    @contextmanager
    def request(self, network: str) -> Iterator[OpenRequest]:
        """Around the answer to one request. Raises AutusError SERVER_BUSY."""
        opened = OpenRequest(self, network)
        try:
            yield opened
        finally:
            opened.end()


def _busy(detail: str) -> AutusError:
    return AutusError("SERVER_BUSY", detail, retry_after_seconds=RETRY_AFTER_SECONDS)
