"""One situation of the model: a person with a few devices, one server, and whoever has stolen something.

The devices are real ones (`shared.device`) without goals. The server is the one of the simulation, which
checks with the rules of `shared`. A situation is forked before every step, so the search can try all steps.
"""

from __future__ import annotations

import copy
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from random import Random

from client.terminal.crypto import _exchange as native_exchange
from client.terminal.crypto import _public as native_public
from client.terminal.crypto import _verify as native_verify
from shared.crypto.signatures import SignatureItem
from shared.device.account import login, ways
from shared.device.account.typed_password import TypedPassword
from shared.device.core.device import Device, Status
from shared.device.core.host import Response, TransportError
from shared.device.core.server_client import ServerClient
from shared.device.sync.round import sync_all
from shared.errors import AutusError
from shared.vault.roster import Roster
from shared.wire.accounts import Keyset
from tests.model.attacker import Held, Knowledge, Spoils, Theft
from tests.simulation.host import MemoryStore, SimCrypto, SimHost, SimTransport
from tests.simulation.server import SimServer
from tests.simulation.world import World

NAME = "alice"
NAMES = ("A", "B", "C")
CHANGE = ("PUT", "/api/v1/account")
WaysInForce = Mapping[str, str | None]
"""The secret of each kind that is a way in, as the person sees it. The model is checked against it."""


class ModelCrypto(SimCrypto):
    """Computes what it has computed before only once: situations have most of their keys in common."""

    async def ed25519_public(self, seed: bytes) -> bytes:
        return _public(seed)

    async def ed25519_verify(self, items: Sequence[SignatureItem]) -> list[bool]:
        return [_verify(*item) for item in items]

    async def x25519(self, items: Sequence[tuple[bytes, bytes]]) -> list[bytes | None]:
        return [_exchange(*item) for item in items]


@cache
def _public(seed: bytes) -> bytes:
    return native_public(seed)


@cache
def _verify(public: bytes, signature: bytes, message: bytes) -> bool:
    return native_verify(public, signature, message)


@cache
def _exchange(private: bytes, public: bytes) -> bytes | None:
    return native_exchange(private, public)


async def _no_pause(_: str) -> None:
    pass


def _ignore(*_: object) -> None:
    pass


@dataclass
class Situation:
    """`in_force` are the ways in of each epoch, `tried` all secrets that the person has given, oldest first.

    `ended` are the devices that were revoked, with the epoch that began then. `held` is what the server has
    held, `wanted` what the changes under way ask for.

    `before_change` runs once, when the next change of the ways in is about to reach the server. With
    `unheard`, the answer to that change is lost.
    """

    server: SimServer
    devices: dict[str, Device]
    trace: tuple[str, ...] = ()
    in_force: dict[int, WaysInForce] = field(default_factory=dict)
    tried: tuple[tuple[str, str], ...] = ()
    ended: dict[bytes, int] = field(default_factory=dict)
    held: tuple[Held, ...] = ()
    thefts: tuple[Theft, ...] = ()
    knowledge: Knowledge = field(default_factory=Knowledge)
    before_change: Callable[[], Awaitable[None]] | None = None
    unheard: bool = False
    wanted: list[dict[str, str | None]] = field(default_factory=list)

    @property
    def crypto(self) -> ModelCrypto:
        return self.server._crypto  # type: ignore[return-value]

    @property
    def roster(self) -> Roster:
        assert self.server.database.roster is not None
        return self.server.database.roster

    @property
    def keyset(self) -> Keyset:
        assert self.server.database.keyset is not None
        return self.server.database.keyset

    @property
    def epoch(self) -> int:
        return self.keyset.epoch

    @property
    def present(self) -> WaysInForce:
        return self.in_force[self.epoch]

    @property
    def spoils(self) -> Spoils:
        return Spoils(self.thefts, self.held)

    def fork(self, step: str) -> Situation:
        """The same situation, so that `step` can be tried on it."""
        trace = (*self.trace, step)
        random = Random(" / ".join(trace))
        server = copy.copy(self.server)
        server.database = copy.copy(self.server.database)
        for name, value in vars(server.database).items():
            if isinstance(value, dict | list | set):
                setattr(server.database, name, copy.copy(value))
        server._crypto = ModelCrypto({}, random)
        fork = Situation(
            server,
            {},
            trace,
            in_force=dict(self.in_force),
            tried=self.tried,
            ended=dict(self.ended),
            held=self.held,
            thefts=self.thefts,
            knowledge=self.knowledge,
        )
        fork.devices = {name: fork._fork_device(device, random) for name, device in self.devices.items()}
        return fork

    def _fork_device(self, device: Device, random: Random) -> Device:
        host = device.host
        assert isinstance(host, SimHost)
        crypto = ModelCrypto(dict(host.crypto._device_keys), random)
        twin = copy.copy(device)
        twin.host = SimHost(
            crypto, MemoryStore(dict(host.store.records), _no_pause), SimTransport(self._send), host.now_ms
        )
        twin.server = ServerClient(twin.host.transport)
        twin.status, twin.vaults = Status(), {}
        twin.use_token(device.token)
        return twin

    async def _send(self, token: str | None, method: str, path: str, body: bytes | None) -> Response:
        is_change = (method, path) == CHANGE
        if is_change and self.before_change is not None:
            meanwhile, self.before_change = self.before_change, None
            await meanwhile()
        answer = await self.server.answer(token, method, path, body)
        if is_change and answer.status == 200:
            self.in_force[self.epoch] = {**self.in_force[self.epoch - 1], **self.wanted[-1]}
            for gone in self.roster.revoked:
                self.ended.setdefault(gone, self.epoch)
            self.hold()
            if self.unheard:
                self.unheard = False
                raise TransportError("TIMEOUT", "no answer came")
        return answer

    def hold(self) -> None:
        """Everybody who works with the server has what it holds now, for ever."""
        database = self.server.database
        held = Held(tuple(database.statements), self.keyset, self.roster)
        if not self.held or held[:2] != self.held[-1][:2]:
            self.held = (*self.held, held)

    def new_secret(self, kind: str) -> str:
        """A secret that the person has not had before. From here on the person tries it."""
        number = sum(each == kind for each, _ in self.tried)
        secret = f"{kind} number {number} of {len(self.trace)}"
        self.tried = (*self.tried, (kind, secret))
        return secret

    def secrets(self, kind: str) -> list[str]:
        """What the person tries, in this order."""
        return [secret for each, secret in reversed(self.tried) if each == kind]

    def is_signed_in(self, name: str) -> bool:
        """Whether the server still takes the session of the device."""
        return self.devices[name].token in self.server.database.sessions


async def begin() -> Situation:
    """A has registered and made a recovery code. B has logged in and has heard of it. C is new."""
    world = World(1, _ignore)
    await world.start()
    devices = {}
    for name in NAMES:
        profile = world.add_profile(name)
        await world.switch_on(profile).call("boot", b"{}")
        assert profile.facade is not None
        devices[name] = profile.facade.device
    situation = Situation(world.server, devices).fork("begin")
    password = situation.new_secret("password")
    await login.register(situation.devices["A"], NAME, password, "A")
    situation.in_force[1] = {"password": password, "recovery": None}
    situation.hold()
    code = situation.new_secret("recovery")
    situation.wanted.append({"recovery": code})
    await ways.set_recovery_code(
        situation.devices["A"], TypedPassword(situation.devices["A"], password), code
    )
    await login.log_in(
        situation.devices["B"], NAME, TypedPassword(situation.devices["B"], password), "B", adopt=True
    )
    for name in ("A", "B", "A"):
        await sync(situation, name)
    return situation


async def sync(situation: Situation, name: str) -> AutusError | None:
    """A round. Returns what it ends with."""
    device = situation.devices[name]
    await sync_all(device, _ignore, _ignore)
    situation.hold()
    return device.status.unreachable or device.status.error
