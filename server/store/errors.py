"""What a store raises when it cannot do its work. An answer that the protocol foresees is never an error."""

from __future__ import annotations


class StoreError(Exception):
    """The operation failed and stored nothing. The cause is chained."""


class StoreUnavailable(StoreError):
    """The store is not open, or its database does not answer."""


class StoreLocked(StoreUnavailable):
    """Another process held the database for too long."""


class StoreTooNew(StoreUnavailable):
    """A newer version of the server made the database. The message names both versions."""


class StoreFull(StoreError):
    """The database has no space left, or its disk takes no more writes."""


class StoreDamaged(StoreError):
    """What is stored cannot be read as it was written, or some of it is missing."""
