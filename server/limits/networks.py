"""Which addresses belong to one subscriber."""

from __future__ import annotations

import ipaddress
from functools import lru_cache


@lru_cache(4096)
def network_of(address: str) -> str:
    """The network of one subscriber: the IPv4 address itself, or the /64 of an IPv6 address.

    A text that is no address is its own network, and so is the empty one of an unknown address.
    """
    parsed = _parse(address)
    if parsed is None:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def is_loopback(address: str) -> bool:
    """Whether `address` is this machine's own."""
    parsed = _parse(address)
    return parsed is not None and parsed.is_loopback


def is_private(address: str) -> bool:
    """Whether `address` is of this machine or of a private network."""
    parsed = _parse(address)
    return parsed is not None and (parsed.is_private or parsed.is_link_local)


def _parse(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    # A dual-stack socket writes IPv4 addresses as ::ffff:a.b.c.d, and all of those share one /64.
    mapped = parsed.ipv4_mapped if parsed.version == 6 else None
    return mapped or parsed
