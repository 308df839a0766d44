"""What a store raises when it cannot do its work. An answer that the protocol foresees is never an error."""

from __future__ import annotations


class StoreError(Exception):
    """The operation failed and stored nothing. The cause is chained."""


class StoreUnavailable(StoreError):
    """The store is not open, or its database does not answer."""


class StoreFull(StoreError):
    """The database has no space left."""
