"""The throttle: bounds on failed log-ins by address, alone and with a name, and on
new accounts and new devices by address.

Beyond a bound every further attempt is refused for PAUSE_SECONDS. No bound counts a name alone where
the address is known: with one, strangers could lock an account for its owner.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from server.limits.networks import is_loopback, network_of
from shared.errors import AutusError

# One person who mistypes. One address that tries many accounts.
PAIR_FAILURES_MAX = 10
ADDRESS_FAILURES_MAX = 100
# A new account takes up to a megabyte before its first push.
REGISTRATIONS_MAX = 30
PAUSE_SECONDS = 15 * 60
# A device that is being added asks once in two seconds, for five minutes.
MAILBOX_REQUESTS_MAX = 3_000
ENTRIES_MAX = 10_000

FAILED_LOG_INS = "too many failed log-ins; wait a while"


class Bucket:
    """Counts attempts by key, in memory. Beyond ENTRIES_MAX it drops the least recently used key."""

    def __init__(self, limit: int, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._clock = clock
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._counts)

    def wait(self, key: str) -> float:
        """Seconds until the next attempt is allowed, or 0."""
        count, since = self._entry(key)
        return max(1.0, since + PAUSE_SECONDS - self._clock()) if count >= self._limit else 0.0

    def add(self, key: str, amount: int) -> None:
        count, since = self._entry(key)
        if count + amount <= 0:
            self._counts.pop(key, None)
            return
        self._counts[key] = (count + amount, since)
        self._counts.move_to_end(key)
        while len(self._counts) > ENTRIES_MAX:
            self._counts.popitem(last=False)

    def forget(self, key: str) -> None:
        self._counts.pop(key, None)

    def _entry(self, key: str) -> tuple[int, float]:
        now = self._clock()
        count, since = self._counts.get(key, (0, now))
        return (0, now) if now >= since + PAUSE_SECONDS else (count, since)


class Throttle:
    """`clock` is in seconds and never goes back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._pairs = Bucket(PAIR_FAILURES_MAX, clock)
        self._addresses = Bucket(ADDRESS_FAILURES_MAX, clock)
        self._registrations = Bucket(REGISTRATIONS_MAX, clock)
        self._mailboxes = Bucket(MAILBOX_REQUESTS_MAX, clock)

    @contextmanager
    def attempt(self, name: str, address: str) -> Iterator[None]:
        """Around one log-in. It counts from the start, so that attempts at once are not free; it is taken
        back unless the block raises BAD_CREDENTIALS.

        Raises AutusError TOO_MANY_ATTEMPTS with `retry_after_seconds`.
        """
        network = network_of(address)
        # Where the address is unknown, no stranger's failures count against the owner of another name.
        counted = (
            ((self._pairs, f"{network} {name}"), (self._addresses, network))
            if address
            else ((self._addresses, f"unknown {name}"),)
        )
        wait = max(bucket.wait(key) for bucket, key in counted)
        if wait:
            raise _too_many(FAILED_LOG_INS, wait)
        for bucket, key in counted:
            bucket.add(key, 1)
        wrong = False
        try:
            yield
            if address:
                self._pairs.forget(counted[0][1])
        except AutusError as error:
            wrong = error.code == "BAD_CREDENTIALS"
            raise
        finally:
            if not wrong:
                for bucket, key in counted:
                    bucket.add(key, -1)

    def check_address(self, address: str) -> None:
        """Before anything of a log-in is read. Raises AutusError TOO_MANY_ATTEMPTS."""
        if address and (wait := self._addresses.wait(network_of(address))):
            raise _too_many(FAILED_LOG_INS, wait)

    def count_registration(self, address: str) -> None:
        """Counts a new account, whatever becomes of it. Raises AutusError TOO_MANY_ATTEMPTS.

        Not from the machine itself, and not from an unknown address.
        """
        _count(self._registrations, address, "too many new accounts; wait a while")

    def count_mailbox(self, address: str) -> None:
        """Counts a request of a device that is being added, as `count_registration` counts."""
        _count(self._mailboxes, address, "too many requests of new devices; wait a while")


def _count(bucket: Bucket, address: str, detail: str) -> None:
    network = network_of(address)
    if not address or is_loopback(address):
        return
    wait = bucket.wait(network)
    if wait:
        raise _too_many(detail, wait)
    bucket.add(network, 1)


def _too_many(detail: str, wait: float) -> AutusError:
    return AutusError("TOO_MANY_ATTEMPTS", detail, retry_after_seconds=int(wait))
