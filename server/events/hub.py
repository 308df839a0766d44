"""The hub: tells the other open sessions of an identity what has changed, within this process."""

from __future__ import annotations

import asyncio

import msgspec

from shared.errors import AutusError

STREAMS_PER_IDENTITY_MAX = 32
# A page has one. A session that was stolen must leave some to the devices of its owner.
STREAMS_PER_SESSION_MAX = 8


class HeadEvent(msgspec.Struct, frozen=True):
    """`vault` and `head` are lower-case hex. `number` is that of the push that made the head."""

    vault: str
    number: int
    head: str


class AccountEvent(msgspec.Struct, frozen=True):
    """The keyset or the roster of the account has changed. A device asks what has."""


Event = HeadEvent | AccountEvent
# Where the id of a vault stands for a HeadEvent.
_ACCOUNT = b""


class Subscription:
    """The events that one stream has not sent yet.

    It keeps only the newest head of each vault and one event of the account, so it never holds many more
    events than there are vaults.
    """

    def __init__(self, token_hash: bytes) -> None:
        self.token_hash = token_hash
        self.closed = False
        self._pending: dict[bytes, Event] = {}
        self._changed = asyncio.Event()

    def put(self, subject: bytes, event: Event) -> None:
        self._pending.pop(subject, None)
        self._pending[subject] = event
        self._changed.set()

    def close(self) -> None:
        self.closed = True
        self._changed.set()

    async def next(self, timeout_seconds: float) -> list[Event]:
        """The events since the last call. Empty after `timeout_seconds` of silence, or when closed."""
        try:
            await asyncio.wait_for(self._changed.wait(), timeout_seconds)
        except TimeoutError:
            return []
        self._changed.clear()
        events = list(self._pending.values())
        self._pending.clear()
        return events


class Hub:
    """Subscriptions by identity. A device that is not connected asks for the heads when it connects."""

    def __init__(self) -> None:
        self._streams: dict[bytes, set[Subscription]] = {}

    def subscribe(self, identity: bytes, token_hash: bytes) -> Subscription:
        """Raises AutusError TOO_MANY_STREAMS."""
        streams = self._streams.setdefault(identity, set())
        if len(streams) >= STREAMS_PER_IDENTITY_MAX:
            raise AutusError("TOO_MANY_STREAMS", "too many event streams", limit=STREAMS_PER_IDENTITY_MAX)
        if sum(each.token_hash == token_hash for each in streams) >= STREAMS_PER_SESSION_MAX:
            raise AutusError("TOO_MANY_STREAMS", "too many event streams", limit=STREAMS_PER_SESSION_MAX)
        subscription = Subscription(token_hash)
        streams.add(subscription)
        return subscription

    def unsubscribe(self, identity: bytes, subscription: Subscription) -> None:
        streams = self._streams.get(identity, set())
        streams.discard(subscription)
        if not streams:
            self._streams.pop(identity, None)

    def publish(self, identity: bytes, token_hash: bytes, vault: bytes, number: int, head: bytes) -> None:
        """Sends the event to every stream of the identity, except those of the session that pushed."""
        self._send(identity, token_hash, vault, HeadEvent(vault.hex(), number, head.hex()))

    def publish_account(self, identity: bytes, token_hash: bytes) -> None:
        """Tells every stream of the identity, except those of this session, that keyset or roster changed."""
        self._send(identity, token_hash, _ACCOUNT, AccountEvent())

    def _send(self, identity: bytes, token_hash: bytes, subject: bytes, event: Event) -> None:
        for subscription in self._streams.get(identity, ()):
            if subscription.token_hash != token_hash:
                subscription.put(subject, event)

    def end_session(self, identity: bytes, token_hash: bytes) -> None:
        for subscription in self._streams.get(identity, ()):
            if subscription.token_hash == token_hash:
                subscription.close()

    def end_identity(self, identity: bytes) -> None:
        for subscription in self._streams.get(identity, ()):
            subscription.close()

    def close(self) -> None:
        for streams in self._streams.values():
            for subscription in streams:
                subscription.close()
