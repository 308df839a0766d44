"""Reverse proxies that the settings do not name, or that do not say whom they speak for.

All their requests seem to come from one address. A bound on that address would let one stranger lock
everybody out, so such an address counts as unknown.
"""

from __future__ import annotations

import logging

from server.limits.networks import is_private

LOG = logging.getLogger("autus.server")


class UnnamedProxies:
    """Recognises them: with an https origin, browsers do not come from a private address themselves.

    `secure`: whether the origin is https.
    """

    def __init__(self, *, secure: bool) -> None:
        self._secure = secure
        self.noticed: str | None = None
        """The address of the first one."""

    def client_address(self, address: str, forwarded_for: str | None) -> str:
        """`address`, or the empty text where it is that of such a proxy.

        `address` is the client's as told by trusted proxies, `forwarded_for` the header X-Forwarded-For.
        """
        if not self._secure or not is_private(address) or _is_told(address, forwarded_for or ""):
            return address
        if self.noticed is None:
            self.noticed = address
            LOG.warning(
                "requests come from a proxy at %s that %s: log-ins are not bounded by address",
                address,
                "AUTUS_PROXIES does not name" if forwarded_for else "sends no X-Forwarded-For",
            )
        return ""


def _is_told(address: str, forwarded_for: str) -> bool:
    """Whether a trusted proxy has named the address. It may have added a port."""
    told = [each.strip() for each in forwarded_for.split(",")]
    return any(each == address or each.startswith((f"{address}:", f"[{address}]")) for each in told)
