"""People, devices and goals for the tests: real keys, rosters, commits and certificates."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from client.terminal.crypto import NativeCrypto
from shared import kernel
from shared.chain.body import Body
from shared.chain.graph import Graph
from shared.chain.header import Header, Kind, decode_header, vault_id
from shared.chain.replay import make_marker
from shared.sync.certificate import certificate_message
from shared.sync.snapshot import snapshot_message
from shared.vault.envelope import KeyRing, SealedCommit, Unsealed, opening_key, seal
from shared.vault.merge import MergeParent, make_merge, merge_body
from shared.vault.roster import Roster, extend_roster, sign_add
from shared.vault.roster_statements import device_id
from shared.wire.accounts import KdfParams, Keyset, Login, Registration, SignedStatement, Wrap
from shared.wire.pushes import Certificate, Disclosure, Push, Receipt, WireCommit, encode_commits
from shared.wire.snapshots import Snapshot

_names = itertools.count()


def run(coroutine: Any) -> Any:
    """The result of a coroutine that never waits, as those of a CPython host."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    raise AssertionError("the coroutine waited")


def keyset(version: int = 1, secrets: bytes = b"sealed secrets") -> Keyset:
    kdf = KdfParams(salt=b"salt" * 4, memory_kib=65_536, iterations=3, lanes=1)
    wrap = Wrap(kind="password", wrap_id=b"w" * 16, kdf=kdf, account_key=b"a" * 60, identity_seed=b"i" * 60)
    return Keyset(version=version, wraps=(wrap,), sealed_secrets=secrets)


class DeviceKey:
    def __init__(self) -> None:
        self.private = Ed25519PrivateKey.generate()
        self.public = self.private.public_key().public_bytes_raw()
        self.id = device_id(self.public)


class Person:
    """An identity, its roster and its password; `add_device` signs a further device into the roster."""

    def __init__(self, name: str | None = None, auth_key: bytes = b"k" * 32) -> None:
        self.name, self.auth_key = name or f"mina-{next(_names)}", auth_key
        self.crypto = NativeCrypto({})
        self.seed = self.crypto.random(32)
        self.identity = run(self.crypto.ed25519_public(self.seed))
        self.roster = Roster(self.identity)
        self.statements: list[SignedStatement] = []
        self.device = DeviceKey()
        self.sign_device(self.device)

    def next_statement(self, device: DeviceKey) -> SignedStatement:
        return run(sign_add(self.crypto, self.seed, self.roster, device.public, b"n" * 40, 1))

    def sign_device(self, device: DeviceKey) -> SignedStatement:
        statement = self.next_statement(device)
        self.accept(statement)
        return statement

    def accept(self, statement: SignedStatement) -> None:
        self.roster = run(extend_roster(self.crypto, self.roster, [statement]))
        self.statements.append(statement)

    def registration(self, **changes: Any) -> Registration:
        registration = Registration(
            name=self.name,
            auth_key=self.auth_key,
            identity=self.identity,
            device=self.device.id,
            keyset=keyset(),
            roster=tuple(self.statements),
            session="token",
        )
        return msgspec.structs.replace(registration, **changes)

    def login(self, device: DeviceKey | None = None, **changes: Any) -> Login:
        login = Login(
            name=self.name, auth_key=self.auth_key, device=(device or self.device).id, session="token"
        )
        return msgspec.structs.replace(login, **changes)

    def certify(
        self, vault: bytes, base: bytes | None, head: bytes, count: int, device: DeviceKey | None = None
    ) -> Certificate:
        signer = device or self.device
        roster_head = self.roster.heads[-1]
        message = certificate_message(vault, signer.id, base, head, count, roster_head)
        return Certificate(signer.id, count, roster_head, signer.private.sign(message))

    def snapshot(
        self, vault: bytes, receipt: Receipt, device: DeviceKey | None = None, **changes: Any
    ) -> Snapshot:
        """A snapshot of the push that the receipt is for. What is sealed in it is any bytes."""
        signer = device or self.device
        unsigned = Snapshot(
            number=receipt.number,
            head=receipt.head,
            epoch=1,
            salt=bytes(32),
            sealed=b"sealed",
            device=signer.id,
            roster_head=self.roster.heads[-1],
            signature=bytes(64),
        )
        unsigned = msgspec.structs.replace(unsigned, **changes)
        signature = signer.private.sign(snapshot_message(vault, unsigned))
        return msgspec.structs.replace(unsigned, signature=signature)


@dataclass
class Node:
    sealed: SealedCommit
    body: Body
    state: kernel.State
    epoch: int = 1

    @property
    def parent(self) -> MergeParent:
        body = self.body
        return MergeParent(self.sealed.id, self.epoch, body.t_ms, body.rules, body.marker.hash)


@dataclass
class Goal:
    """A vault that a person makes: commits by id, sealed under one key."""

    person: Person
    key: bytes = b"v" * 32
    nodes: dict[bytes, Node] = field(default_factory=dict)
    seqs: dict[bytes, int] = field(default_factory=dict)
    lie: str | None = None
    rules: str = kernel.RULES

    def __post_init__(self) -> None:
        salt = self.person.crypto.random(32)
        self.vault = vault_id(self.person.identity, salt)
        self.ring = KeyRing(self.vault, {1: self.key})
        state = kernel.new_state(self.vault.hex(), rules=self.rules)
        body = Body(
            kind="genesis", marker=make_marker(1000, state, (), None), rules=self.rules, t_ms=1000, v=1
        )
        self.genesis = self._seal(Kind.GENESIS, (), self.person.device, body, state, salt=salt)

    def _seal(
        self,
        kind: Kind,
        parents: tuple[bytes, ...],
        device: DeviceKey,
        body: Body,
        state: kernel.State,
        *,
        salt: bytes | None = None,
        context: dict[str, object] | None = None,
    ) -> bytes:
        seq = self.seqs.get(device.id, 0) + 1
        unsealed = Unsealed(
            kind=kind, parents=parents, device=device.id, seq=seq, body=body, context=context, salt=salt
        )
        (sealed,) = run(seal(self.person.crypto, self.ring, [unsealed]))
        self.seqs[device.id] = seq
        self.nodes[sealed.id] = Node(sealed, body, state)
        return sealed.id

    def commit(
        self,
        parent: bytes,
        device: DeviceKey | None = None,
        *,
        t_ms: int | None = None,
        patch: dict[str, Any] | None = None,
        lie: str | None = None,
        note: str | None = None,
        page: int = 1,
        rules: str | None = None,
    ) -> bytes:
        """A commit on `parent`; `lie` is a state hash to claim instead of the right one.

        `rules` are those of the parent unless given.
        """
        before = self.nodes[parent]
        at = before.body.t_ms + 1000 if t_ms is None else t_ms
        drafted = kernel.draft_update(before.state, page, patch or {"mass_modifier": 0.1}, at)
        state = kernel.replay_step(before.state, drafted.draft, at, rules=rules)
        marker = make_marker(at, state, (before.body.marker.hash,), "a label")
        if lie is not None:
            digest = kernel.marker_hash(at, lie, marker.prev_hash, marker.label)
            marker = msgspec.structs.replace(marker, state_hash=lie, hash=digest)
        body = Body(draft=drafted.draft, kind="commit", marker=marker, rules=state.rules, t_ms=at, v=1)
        context = {"note": note} if note else None
        return self._seal(Kind.COMMIT, (parent,), device or self.person.device, body, state, context=context)

    def chain(self, parent: bytes, count: int, device: DeviceKey | None = None) -> list[bytes]:
        ids = []
        for _ in range(count):
            parent = self.commit(parent, device)
            ids.append(parent)
        return ids

    def merge(self, one: bytes, other: bytes, state: kernel.State) -> bytes:
        parents = self.nodes[one].parent, self.nodes[other].parent
        sealed = run(make_merge(self.person.crypto, self.ring, *parents, state))
        self.nodes[sealed.id] = Node(sealed, merge_body(*parents, state), state)
        return sealed.id

    def folded_merge(self, one: bytes, other: bytes) -> bytes:
        """The merge with the state that its history has."""
        graph, state = Graph(), kernel.new_state(self.vault.hex())
        for commit, node in self.nodes.items():
            graph.add(commit, decode_header(node.sealed.header).parents, node.body.t_ms)
        both = b"\xff" * 32
        graph.add(both, sorted((one, other)), 2**53 - 1)
        for commit in graph.order(both)[:-1]:
            node = self.nodes[commit]
            state = kernel.replay_step(state, node.body.draft, node.body.t_ms, rules=node.body.rules)
        return self.merge(one, other, state)

    def wires(self, ids: list[bytes]) -> list[WireCommit]:
        return [(self.nodes[commit].sealed.header, self.nodes[commit].sealed.ciphertext) for commit in ids]

    def push(
        self,
        base: bytes | None,
        ids: list[bytes],
        device: DeviceKey | None = None,
        disclosure: Disclosure | None = None,
    ) -> Push:
        """The push of `ids`, certified by the person's first device or by `device`."""
        return Push(
            base=base,
            head=ids[-1],
            commits=encode_commits(self.wires(ids)),
            certificate=self.person.certify(self.vault, base, ids[-1], len(ids), device),
            disclosure=disclosure,
        )

    def disclosure(self, ids: list[bytes], start: bytes | None = None) -> Disclosure:
        shown = ids if start is None else [start, *ids]
        headers = [decode_header(self.nodes[commit].sealed.header) for commit in shown]
        return Disclosure(
            start=start,
            state=None if start is None else kernel.state_to_bytes(self.nodes[start].state),
            keys=tuple(
                (commit, opening_key(self.key, self.vault, 1, header.salt))
                for commit, header in zip(shown, headers, strict=True)
            ),
        )


def rewritten(goal: Goal, commit: bytes, **changes: object) -> WireCommit:
    """A stored-looking commit with another header: links are checked without a key."""
    sealed = goal.nodes[commit].sealed
    header = msgspec.msgpack.decode(sealed.header, type=Header)
    return msgspec.msgpack.encode(msgspec.structs.replace(header, **changes)), sealed.ciphertext
