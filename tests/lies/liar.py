"""A lying server: it stands before an honest one, speaks the same protocol, and tells one lie at a time.

It is the same program in front of the engine in one process, in the simulation, and in front of a browser.
The attacks are functions: `histories.py`, `accounts.py`, `answers.py`; `attacks.py` lists them.
"""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.device.core.host import Response
from shared.sync.certificate import receipt_message
from shared.wire.accounts import KdfParams, Keyset, KeysetReplacement, SessionAnswer, SignedStatement
from shared.wire.encoding import encode
from shared.wire.pushes import PullPage, Push, Receipt, StoredPush
from shared.wire.snapshots import Snapshot
from shared.wire.vaults import VaultList

PREFIX = "/api/v1/"
MESSAGE = "application/msgpack"
PROBLEM = "application/problem+json"
KINDS = {
    ("GET", "keyset"): "keyset",
    ("PUT", "keyset"): "new keyset",
    ("GET", "roster"): "roster",
    ("POST", "roster"): "statement",
    ("GET", "vaults"): "list",
    ("POST", "login/parameters"): "parameters",
    ("POST", "sessions"): "session",
    ("POST", "sessions/ticket"): "session",
    ("POST", "accounts"): "session",
    ("GET", "pushes"): "pull",
    ("POST", "pushes"): "push",
    ("GET", "snapshot"): "snapshot",
}
ANSWERS: dict[str, Any] = {
    "keyset": Keyset,
    "roster": list[SignedStatement],
    "list": VaultList,
    "parameters": KdfParams,
    "session": SessionAnswer,
    "pull": PullPage,
    "push": Receipt,
    "snapshot": Snapshot,
}


class Asked(NamedTuple):
    """A request. `credentials` are whatever the honest server behind takes them from."""

    credentials: Any
    method: str
    path: str
    body: bytes | None

    @property
    def _parts(self) -> list[str]:
        return self.path.partition("?")[0].removeprefix(PREFIX).split("/")

    @property
    def kind(self) -> str:
        parts = self._parts
        part = "/".join(parts) if parts[0] != "vaults" or len(parts) == 1 else parts[-1]
        return KINDS.get((self.method, part), "other")

    @property
    def vault(self) -> bytes:
        """Of a request for one vault."""
        return bytes.fromhex(self._parts[1])

    @property
    def after(self) -> int:
        return int(self.path.partition("?after=")[2] or 0)


Ask = Callable[[Any, str, str, bytes | None], Awaitable[Response]]
Tell = Callable[["Liar", Asked], Awaitable[Response]]


class Attack(NamedTuple):
    """`codes` are those that a device may refuse the lie with; none: it sees through it without a word.

    `meets` says where a device meets it: in a round ("round"), at a further log-in ("login"), at its first
    one ("first"). `scars`: the server has signed the lie, so it can go on only under a new generation.
    """

    tell: Tell
    codes: frozenset[str]
    meets: tuple[str, ...] = ("round",)
    scars: bool = False


class Liar:
    """`honest` answers as the honest server. `seed` is that server's receipt key."""

    def __init__(self, honest: Ask, seed: bytes) -> None:
        self._honest = honest
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.attack: Attack | None = None
        self.told = 0
        """How many answers were lies."""
        self.past: dict[str, list[Any]] = defaultdict(list)
        """Honest answers by kind, oldest first. The liar has kept them all."""
        self.branches: dict[bytes, list[StoredPush]] = {}
        """Histories that only the liar has."""

    def begin(self, attack: Attack) -> None:
        self.attack, self.branches = attack, {}

    def stop(self) -> None:
        self.attack = None

    async def answer(self, credentials: Any, method: str, path: str, body: bytes | None) -> Response:
        asked = Asked(credentials, method, path, body)
        if self.attack is None or not path.startswith(PREFIX):
            return await self.ask(asked)
        return await self.attack.tell(self, asked)

    async def ask(self, asked: Asked) -> Response:
        """The honest answer, which the liar remembers."""
        answer = await self._honest(*asked)
        kind = asked.kind
        if answer.status < 300 and kind == "new keyset" and asked.body is not None:
            self.past["keyset"].append(msgspec.msgpack.decode(asked.body, type=KeysetReplacement).keyset)
        elif answer.status < 300 and kind == "push" and asked.body is not None:
            commits = msgspec.msgpack.decode(asked.body, type=Push).commits
            self.past["pushed"].append((asked.vault, commits))
        elif answer.status < 300 and kind in ("keyset", "session", "snapshot"):
            value = msgspec.msgpack.decode(answer.body, type=ANSWERS[kind])
            self.past[kind].append(value)
            if isinstance(value, SessionAnswer):
                self.past["keyset"].append(value.keyset)
        return answer

    async def history(self, asked: Asked, vault: bytes) -> list[StoredPush]:
        """Every push of a vault that the honest server has, with the credentials of `asked`."""
        pushes: list[StoredPush] = []
        while True:
            path = f"{PREFIX}vaults/{vault.hex()}/pushes?after={len(pushes)}"
            answer = await self._honest(asked.credentials, "GET", path, None)
            if answer.status >= 300:
                return pushes
            page = msgspec.msgpack.decode(answer.body, type=PullPage)
            pushes += page.pushes
            if not page.pushes or page.latest is None or len(pushes) >= page.latest.number:
                return pushes

    def sign(self, vault: bytes, receipt: Receipt) -> Receipt:
        """The receipt with the server's own signature. A liar has its key."""
        signature = self._key.sign(receipt_message(vault, receipt))
        return msgspec.structs.replace(receipt, signature=signature)

    def say(self, answer: Response, value: object) -> Response:
        """`value` in the place of an honest answer."""
        body = encode(value)
        self.told += body != answer.body
        return answer._replace(status=200, body=body, media_type=MESSAGE)

    def refuse(self, status: int, code: str, **fields: object) -> Response:
        self.told += 1
        problem = {"code": code, "detail": "so the server says", **fields, "status": status}
        return Response(status, msgspec.json.encode(problem), PROBLEM)


Change = Callable[["Liar", Any], Any]


def alter(changes: dict[str, Change]) -> Tell:
    """Passes on honest answers, those of the named kinds changed. A change may be a coroutine."""

    async def tell(liar: Liar, asked: Asked) -> Response:
        answer = await liar.ask(asked)
        change = changes.get(asked.kind)
        if asked.kind == "list" and change is None and changes.keys() & {"keyset", "roster"}:
            # Otherwise nobody asks.
            change = without_hashes
        if change is None or answer.status >= 300:
            return answer
        value = msgspec.msgpack.decode(answer.body, type=ANSWERS[asked.kind])
        changed = change(liar, value)
        if inspect.isawaitable(changed):
            changed = await changed
        return liar.say(answer, changed)

    return tell


def without_hashes(_: Liar, listed: VaultList) -> VaultList:
    return msgspec.structs.replace(listed, keyset_hash=None, roster_hash=None)
