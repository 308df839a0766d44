"""What the routes share: made once when the server starts, closed when it stops."""

from __future__ import annotations

import secrets
import time
from pathlib import Path

from server.crypto import ReceiptKey
from server.events.hub import Hub
from server.limits.body_memory import BodyMemory
from server.limits.replay_turns import ReplayTurns
from server.limits.throttle import Throttle
from server.ops.folder import DataFolder
from server.sessions.passwords import Passwords
from server.settings import Settings
from server.store.registry import make_store
from server.store.rows import ServerIdentity
from server.web.allowed_hosts import AllowedHosts
from server.web.client_files import ClientFiles
from server.web.problems import AnyRequest


class Services:
    """`start` first, `stop` last. `now_ms` is the only clock that reaches what is stored."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.client_files = ClientFiles(Path(settings.client))
        self.folder = DataFolder(settings.data_path)
        self.store = make_store(settings.data_path)
        self.allowed_hosts = AllowedHosts(settings)
        self.hub = Hub()
        self.body_memory = BodyMemory()
        self.throttle = Throttle(time.monotonic)
        self.passwords = Passwords()
        self._row: ServerIdentity | None = None
        self._receipt_key: ReceiptKey | None = None
        self.replay_turns = ReplayTurns()

    async def start(self) -> None:
        self.folder.take()
        await self.store.open()
        self._row = await self.store.server_identity(
            ServerIdentity(secrets.token_bytes(16), secrets.token_bytes(32), secrets.token_bytes(32))
        )
        self._receipt_key = ReceiptKey(self._row.receipt_seed)

    async def stop(self) -> None:
        self.hub.close()
        await self.store.close()
        self.folder.release()

    @property
    def row(self) -> ServerIdentity:
        if self._row is None:
            raise RuntimeError("the services are not started")
        return self._row

    @property
    def receipt_key(self) -> ReceiptKey:
        if self._receipt_key is None:
            raise RuntimeError("the services are not started")
        return self._receipt_key

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000


def services_of(request: AnyRequest) -> Services:
    """The services of the application that `request` came to.

    Not by dependency injection: resolving it costs more than the smallest push.
    """
    services: Services = request.app.state.services
    return services
