"""The places for connections: how many one address may take, and which connection gives way to a new one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from server.limits.networks import network_of

# So many connections beyond all places are admitted to be refused, and to be asked for health.
SURPLUS_MAX = 100
# So many of them from one address.
SURPLUS_OF_ADDRESS_MAX = SURPLUS_MAX // 4
# A browser takes several connections at once, however few places there are.
SHARE_MIN = 16


class Connection(Protocol):
    """What a place is given to. It is idle while no request of it waits for an answer."""

    def is_idle(self) -> bool: ...

    def drop(self) -> None: ...


def share_of(total: int) -> int:
    """How many of `total` places one address may take: a quarter."""
    return min(total, max(SHARE_MIN, total // 4))


class Proxies(Protocol):
    """The addresses of trusted proxies."""

    def __contains__(self, address: str, /) -> bool: ...


class Places:
    """The connections of one server by address (IPv6: by /64).

    Beyond a bound the oldest idle connection gives way to a new one. Where none is idle the new one is
    surplus: the server answers it only to refuse, or to say that it is healthy.
    """

    def __init__(self, total: int, proxies: Proxies) -> None:
        self._total = total
        self._share = share_of(total)
        self._proxies = proxies
        # In order of arrival. A trusted proxy brings everybody's connections, so it has no share: its key is
        # None.
        self._by_network: dict[str | None, dict[Connection, None]] = {}
        self._places: dict[Connection, str | None] = {}
        self._surplus: dict[Connection, None] = {}

    def admit(self, connection: Connection, address: str) -> bool:
        """Gives the connection a place, perhaps a surplus one; False where not even such a place is left."""
        network = None if address in self._proxies else network_of(address)
        own = self._by_network.get(network, {})
        if network is not None and len(own) >= self._share:
            self._drop_idle(own)
        elif len(self._places) >= self._total:
            self._drop_any_idle()
        crowded = network is not None and len(own) >= self._share
        surplus = crowded or len(self._places) >= self._total
        of_address = sum(each in self._surplus for each in own) if crowded else 0
        if surplus and (len(self._surplus) >= SURPLUS_MAX or of_address >= SURPLUS_OF_ADDRESS_MAX):
            return False
        self._places[connection] = network
        self._by_network.setdefault(network, {})[connection] = None
        if surplus:
            self._surplus[connection] = None
        return True

    def is_surplus(self, connection: Connection) -> bool:
        return connection in self._surplus

    def release(self, connection: Connection) -> None:
        """Frees the place of a connection that ended. Freeing it again changes nothing."""
        if connection not in self._places:
            return
        network = self._places.pop(connection)
        self._surplus.pop(connection, None)
        own = self._by_network[network]
        del own[connection]
        if not own:
            del self._by_network[network]

    def _drop_any_idle(self) -> None:
        """Of the address that has most, or else a surplus one."""
        counted = [own for network, own in self._by_network.items() if network is not None]
        most = max(counted, key=len) if counted else {}
        if not self._drop_idle(most):
            self._drop_idle(self._surplus)

    def _drop_idle(self, connections: Iterable[Connection]) -> bool:
        for connection in connections:
            if connection.is_idle():
                self.release(connection)
                connection.drop()
                return True
        return False
