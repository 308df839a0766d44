"""Returns the memory of large buffers to the system as soon as they are dropped."""

from __future__ import annotations

import ctypes

# From <malloc.h> of glibc.
M_TRIM_THRESHOLD = -1
M_MMAP_THRESHOLD = -3
# By itself glibc raises both up to 64 MiB, and then keeps what a moment of heavy use took.
LARGE_BYTES = 64 * 1024
FREE_BYTES_MAX = 4 * 1024 * 1024


def return_large_buffers() -> None:
    """Sets the allocator of the C library. Does nothing where that is not glibc."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
        mallopt(M_TRIM_THRESHOLD, FREE_BYTES_MAX)
