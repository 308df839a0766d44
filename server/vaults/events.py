"""Who is told of a new head: the other open sessions of the same identity, in this process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import msgspec

from shared.errors import AutusError

STREAMS_PER_IDENTITY_MAX = 32
BEAT_SECONDS = 15.0
# A session may end without a word to its streams (expired, or pushed out by newer ones): whoever listens on
# comes back, and is asked again who they are.
STREAM_SECONDS_MAX = 3_600.0
BEAT = b": beat\n\n"


class HeadEvent(msgspec.Struct, frozen=True):
    """`vault` and `head` in lower-case hex, `number` of the push that made it the head."""

    vault: str
    number: int
    head: str


class Subscription:
    """What one stream has still to say: per vault only the newest head, so it never grows past the vaults."""

    def __init__(self, token_hash: bytes) -> None:
        self.token_hash = token_hash
        self.closed = False
        self._waiting: dict[bytes, HeadEvent] = {}
        self._news = asyncio.Event()

    def put(self, vault: bytes, event: HeadEvent) -> None:
        self._waiting.pop(vault, None)
        self._waiting[vault] = event
        self._news.set()

    def close(self) -> None:
        self.closed = True
        self._news.set()

    async def next(self) -> list[HeadEvent]:
        """The events since the last call; empty after BEAT_SECONDS of silence or when closed."""
        try:
            await asyncio.wait_for(self._news.wait(), BEAT_SECONDS)
        except TimeoutError:
            return []
        self._news.clear()
        events = list(self._waiting.values())
        self._waiting.clear()
        return events


class Hub:
    """Subscriptions by identity. Nothing is kept for who is not connected: a device asks when it connects."""

    def __init__(self) -> None:
        self._streams: dict[bytes, set[Subscription]] = {}

    def subscribe(self, identity: bytes, token_hash: bytes) -> Subscription:
        """Raises AutusError TOO_MANY_STREAMS."""
        streams = self._streams.setdefault(identity, set())
        if len(streams) >= STREAMS_PER_IDENTITY_MAX:
            raise AutusError("TOO_MANY_STREAMS", "too many event streams", limit=STREAMS_PER_IDENTITY_MAX)
        subscription = Subscription(token_hash)
        streams.add(subscription)
        return subscription

    def unsubscribe(self, identity: bytes, subscription: Subscription) -> None:
        streams = self._streams.get(identity, set())
        streams.discard(subscription)
        if not streams:
            self._streams.pop(identity, None)

    def publish(self, identity: bytes, token_hash: bytes, vault: bytes, number: int, head: bytes) -> None:
        """Tells every stream of the identity but those of the session that pushed."""
        event = HeadEvent(vault.hex(), number, head.hex())
        for subscription in self._streams.get(identity, ()):
            if subscription.token_hash != token_hash:
                subscription.put(vault, event)

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


async def stream(hub: Hub, identity: bytes, subscription: Subscription) -> AsyncIterator[bytes]:
    """The lines of a text/event-stream, until the client goes, the session ends, or it has lasted long."""
    until = time.monotonic() + STREAM_SECONDS_MAX
    try:
        yield BEAT
        while not subscription.closed and time.monotonic() < until:
            events = await subscription.next()
            if events:
                yield b"".join(
                    b"event: head\ndata: " + msgspec.json.encode(event) + b"\n\n" for event in events
                )
            else:
                yield BEAT
    finally:
        hub.unsubscribe(identity, subscription)
