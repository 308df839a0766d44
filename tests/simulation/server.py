"""A server without sockets or disk: the rules of `shared.sync.verify` around plain dictionaries.

A request is carried out whole or not at all, like a transaction of the real server.
"""

from __future__ import annotations

import base64
import copy
import hashlib

import msgspec

from shared.chain.header import commit_id
from shared.crypto.device import DeviceCrypto
from shared.crypto.signatures import verify_signatures
from shared.device.core.host import Response
from shared.errors import AutusError
from shared.kernel import state_to_bytes
from shared.sync.certificate import receipt_message
from shared.sync.parse import ParsedPush, parse_push
from shared.sync.snapshot import snapshot_item
from shared.sync.verify import (
    PushContext,
    certificate_item,
    check_push,
    make_receipt,
    require_certificate,
)
from shared.sync.witness import Witness
from shared.text import comparable_account_name
from shared.vault.roster import extend_roster, verify_roster
from shared.vault.roster_statements import decode_statement
from shared.vault.ways import require_keyset_of
from shared.wire import limits
from shared.wire.accounts import (
    AccountState,
    Confirmation,
    KdfParams,
    Keyset,
    KeysetReplacement,
    Login,
    LoginParametersRequest,
    Registration,
    SessionAnswer,
    SignedStatement,
    WaysChange,
)
from shared.wire.encoding import encode
from shared.wire.pushes import Level, PullPage, Push, Receipt, StoredPush, WireCommit, decode_commits
from shared.wire.snapshots import Snapshot
from shared.wire.vaults import VaultList, VaultSummary, WitnessSwitch
from tests.simulation import revocations
from tests.simulation.database import Database, StoredVault
from tests.simulation.enrolments import Enrolments
from tests.simulation.refusals import refusal

ROOM_BYTES = 10**12


class SimServer:
    """`clock` gives milliseconds; `seed` is the receipt key."""

    # Of a version that lists no hashes and sends no page with HEAD_MOVED.
    is_old = False

    def __init__(self, crypto: DeviceCrypto, seed: bytes, public: bytes) -> None:
        self._crypto = crypto
        self._seed = seed
        self.public = public
        self.database = Database(generation=crypto.random(16))
        self.now_ms = 1_700_000_000_000
        self.enrolments = Enrolments(crypto)

    def backup(self) -> Database:
        return copy.deepcopy(self.database)

    def restore(self, database: Database, *, honest: bool) -> None:
        """Restores the whole database with its sessions. An honest operator gives it a new generation."""
        self.database = copy.deepcopy(database)
        if honest:
            self.database.generation = self._crypto.random(16)

    async def answer(self, token: str | None, method: str, path: str, body: bytes | None) -> Response:
        self.now_ms += 1
        try:
            answer = encode(await self._route(token, method, path, body or b""))
            return Response(200, answer, "application/msgpack")
        except AutusError as error:
            return refusal(error)

    async def _route(self, token: str | None, method: str, path: str, body: bytes) -> object:
        match method, path.removeprefix("/api/v1/"):
            case "POST", "login/parameters":
                request = msgspec.msgpack.decode(body, type=LoginParametersRequest)
                return self._login_parameters(request.name)
            case "POST", "accounts":
                return await self._register(msgspec.msgpack.decode(body, type=Registration))
            case "POST", "sessions":
                return self._log_in(msgspec.msgpack.decode(body, type=Login))
            case "POST", "sessions/ticket":
                return self._session(self.enrolments.redeem(body, self.database))
            case "POST", "mailbox/take":
                return self.enrolments.take_of(body, self.now_ms)
            case "POST", "revocation":
                return await revocations.statements_for(self._crypto, self.database, body)
        device = self.database.sessions.get(token or "")
        if device is None:
            raise AutusError("NOT_SIGNED_IN")
        if (method, path) == ("PUT", "/api/v1/account"):
            return await self._change_ways(token or "", msgspec.msgpack.decode(body, type=WaysChange))
        if (method, path) == ("DELETE", "/api/v1/sessions"):
            return self.database.sessions.pop(token or "", None) and None
        if (method, path) == ("DELETE", "/api/v1/sessions/others"):
            self._confirm(body)
            self.database.sessions = {token or "": device}
            return None
        return await self._of_account(device, method, path, body)

    async def _of_account(self, device: bytes, method: str, path: str, body: bytes) -> object:
        bare, _, query = path.partition("?after=")
        match method, *bare.removeprefix("/api/v1/").split("/"):
            case "GET", "keyset":
                return self._keyset()
            case "PUT", "keyset":
                return self._replace_keyset(msgspec.msgpack.decode(body, type=KeysetReplacement))
            case "GET", "roster":
                return self.database.statements[int(query) :]
            case "POST", "roster":
                return await self._append(msgspec.msgpack.decode(body, type=SignedStatement))
            case "GET", "account":
                return AccountState(self._keyset(), tuple(self.database.statements[int(query) :]))
            case "GET", "vaults":
                return self._list()
            case _, "tickets" | "mailbox", *_:
                return self.enrolments.answer(path, body, self.database, self.now_ms)
            case "POST", "devices", target, "stop":
                self._confirm(body)
                return revocations.stop(self.database, bytes.fromhex(target))
            case "DELETE", "account":
                self._confirm(body)
                self.database = Database(generation=self.database.generation)
                return None
            case _, "vaults", vault, *part:
                return await self._of_vault(device, bytes.fromhex(vault), (method, *part), query, body)
        raise AutusError("NOT_FOUND", path)

    async def _of_vault(
        self, device: bytes, vault: bytes, route: tuple[str, ...], query: str, body: bytes
    ) -> object:
        match route:
            case "POST", "pushes":
                return await self._push(device, vault, msgspec.msgpack.decode(body, type=Push))
            case "GET", "pushes":
                return self._pull(vault, int(query))
            case "PUT", "witness":
                self._stored(vault).witnessed = msgspec.msgpack.decode(body, type=WitnessSwitch).on
                return None
            case "PUT", "snapshot":
                return await self._keep_snapshot(device, vault, msgspec.msgpack.decode(body, type=Snapshot))
            case "GET", "snapshot":
                return self._snapshot(vault)
            case ("DELETE",):
                self._confirm(body)
                self._delete(vault)
                return None
        raise AutusError("NOT_FOUND", str(route))

    def _login_parameters(self, name: str) -> KdfParams:
        """For an unknown name, parameters that look like any other."""
        if comparable_account_name(name) == comparable_account_name(self.database.name or ""):
            keyset = self._keyset()
            (kdf,) = [way.kdf for way in (*keyset.ways, *keyset.wraps) if way.kind == "password"]
            assert kdf is not None
            return kdf
        salt = hashlib.sha256(self._seed + name.encode()).digest()[:16]
        return KdfParams(salt=salt, memory_kib=64 * 1024, iterations=3, lanes=1)

    def _keyset(self) -> Keyset:
        if self.database.keyset is None:
            raise AutusError("NOT_FOUND")
        return self.database.keyset

    async def _register(self, registration: Registration) -> SessionAnswer:
        database = self.database
        if database.keyset is not None:
            raise AutusError("NAME_TAKEN")
        database.roster = await verify_roster(self._crypto, registration.identity, registration.roster)
        database.statements = list(registration.roster)
        database.name, database.auth_key = registration.name, registration.auth_key
        database.identity, database.keyset = registration.identity, registration.keyset
        return self._session(registration.device)

    def _log_in(self, login: Login) -> SessionAnswer:
        same = comparable_account_name(login.name) == comparable_account_name(self.database.name or "")
        if not same or not self.database.accepts(login.auth_key, login.way):
            raise AutusError("BAD_CREDENTIALS")
        return self._session(login.device)

    def _session(self, device: bytes) -> SessionAnswer:
        token = self._crypto.random(16).hex()
        self.database.sessions[token] = device
        statements = tuple(self.database.statements)
        return SessionAnswer(
            self.database.identity,
            self._keyset(),
            statements,
            self.public,
            self.database.generation,
            token,
        )

    def _replace_keyset(self, replacement: KeysetReplacement) -> None:
        if self._keyset().version != replacement.expected_version:
            raise AutusError("KEYSET_MOVED")
        if replacement.keyset.version != replacement.expected_version + 1:
            raise AutusError("BAD_KEYSET")
        old, new = self._keyset(), replacement.keyset
        if (new.wraps, new.epoch, new.ways, new.devices) != (old.wraps, old.epoch, old.ways, old.devices):
            raise AutusError("BAD_KEYSET")
        self.database.keyset = replacement.keyset

    async def _append(self, statement: SignedStatement) -> None:
        assert self.database.roster is not None
        try:
            self.database.roster = await extend_roster(self._crypto, self.database.roster, [statement])
        except AutusError as error:
            raise AutusError("ROSTER_MOVED", error.detail) from error
        self.database.statements.append(statement)

    async def _change_ways(self, token: str, change: WaysChange) -> None:
        sessions = self.database.sessions
        assert self.database.roster is not None
        if self._keyset().version != change.expected_version:
            raise AutusError("KEYSET_MOVED")
        if decode_statement(change.statements[0]).prev != self.database.roster.head:
            raise AutusError("ROSTER_MOVED")
        roster = await extend_roster(self._crypto, self.database.roster, change.statements)
        require_keyset_of(roster, change.keyset)
        assert roster.ways != self.database.roster.ways
        revocations.end_devices(self.database, roster)
        assert change.keyset.version == change.expected_version + 1
        self.database.roster, self.database.keyset = roster, change.keyset
        self.database.statements += change.statements
        if change.end_sessions:
            self.database.sessions = {token: sessions[token]}

    def _list(self) -> VaultList:
        summaries = [self._summary(vault) for vault in self.database.vaults]
        newest = self.database.statements[-1:]
        if self.is_old:
            return VaultList(self.database.generation, tuple(summaries), tuple(self.database.deleted))
        return VaultList(
            self.database.generation,
            tuple(summaries),
            tuple(self.database.deleted),
            keyset_hash=hashlib.sha256(encode(self._keyset())).digest(),
            roster_hash=hashlib.sha256(encode(newest[0])).digest() if newest else None,
        )

    def _confirm(self, body: bytes) -> None:
        self.database.require_password(msgspec.msgpack.decode(body, type=Confirmation).auth_key)

    def _delete(self, vault: bytes) -> None:
        if vault not in self.database.deleted:
            self._stored(vault)
            del self.database.vaults[vault]
            self.database.deleted.add(vault)

    def _summary(self, vault: bytes) -> VaultSummary:
        stored = self.database.vaults[vault]
        receipt, generation = stored.pushes[-1].receipt, self.database.generation
        place = (receipt.number, receipt.head, receipt.commits)
        return VaultSummary(vault, generation, *place, stored.witnessed, stored.snapshot_commits)

    async def _keep_snapshot(self, device: bytes, vault: bytes, snapshot: Snapshot) -> None:
        stored, roster = self._stored(vault), self.database.roster
        assert roster is not None
        if device not in roster.devices:
            raise AutusError("DEVICE_REVOKED")
        if snapshot.roster_head != roster.heads[-1]:
            raise AutusError("ROSTER_MOVED")
        item = snapshot_item(vault, snapshot, roster.devices[device].public)
        signed = snapshot.device == device and all(await verify_signatures(self._crypto, [item]))
        if not signed or [each.head for each in stored.pushes[snapshot.number - 1 :][:1]] != [snapshot.head]:
            raise AutusError("BAD_SNAPSHOT")
        if stored.pushes[snapshot.number - 1].receipt.commits <= stored.snapshot_commits:
            raise AutusError("SNAPSHOT_MOVED")
        stored.snapshot = snapshot

    def _snapshot(self, vault: bytes) -> Snapshot:
        snapshot = self._stored(vault).snapshot
        if snapshot is None:
            raise AutusError("NOT_FOUND")
        return snapshot

    async def _push(self, device: bytes, vault: bytes, push: Push) -> Receipt:
        roster = self.database.roster
        assert roster is not None
        if vault in self.database.deleted:
            raise AutusError("VAULT_DELETED")
        stored = self.database.vaults.get(vault, StoredVault())
        latest = stored.pushes[-1].receipt if stored.pushes else None
        repeat = next(
            (
                old.receipt
                for old in stored.pushes
                if (old.base, old.head, old.certificate.count)
                == (push.base, push.head, push.certificate.count)
            ),
            None,
        )
        parsed = parse_push(push, vault)
        context = PushContext(
            identity=self.database.identity,
            device=device,
            devices=roster.devices,
            roster_head=roster.heads[-1],
            head=latest.head if latest else None,
            number=latest.number if latest else 0,
            commits=latest.commits if latest else 0,
            seqs=stored.seqs,
            stored=stored.ids,
            room=ROOM_BYTES,
            repeat=repeat,
            revoked={each: found.seq_in(vault) for each, found in roster.revoked.items()},
            head_epoch=stored.epoch,
            epoch=1 if roster.ways is None else roster.ways.epoch,
        )
        try:
            accepted = check_push(parsed, context)
        except AutusError as error:
            if error.code == "HEAD_MOVED" and not self.is_old:
                self._add_page(vault, push.base, error)
            raise
        if isinstance(accepted, Receipt):
            return accepted
        item = certificate_item(parsed, roster.devices[device].public)
        require_certificate(await verify_signatures(self._crypto, [item]))
        if stored.witnessed:
            stored.replayed[push.head] = await self._replay(vault, stored, push, parsed)
        level: Level = "replay" if stored.witnessed else "links"
        receipt = make_receipt(vault, accepted, latest, self.database.generation, level, self.now_ms)
        signature = await self._crypto.ed25519_sign(self._seed, receipt_message(vault, receipt))
        receipt = msgspec.structs.replace(receipt, signature=signature)
        self.database.vaults[vault] = stored
        stored.pushes.append(StoredPush(push.base, push.head, push.commits, push.certificate, receipt))
        stored.ids.update(accepted.ids)
        stored.seqs.update(accepted.seqs)
        stored.epoch = accepted.epoch
        return receipt

    def _add_page(self, vault: bytes, base: bytes | None, refusal: AutusError) -> None:
        heads = [None, *(each.head for each in self.database.vaults[vault].pushes)]
        if base in heads:
            page = encode(self._pull(vault, heads.index(base)))
            if len(page) <= limits.REFUSAL_PAGE_BYTES_MAX:
                refusal.fields["page"] = base64.b64encode(page).decode()

    async def _replay(self, vault: bytes, stored: StoredVault, push: Push, parsed: ParsedPush) -> bytes:
        """The state at the push's head, computed as a witness does."""
        disclosure = push.disclosure
        if disclosure is None:
            raise AutusError("DISCLOSURE_REQUIRED", "the vault is witnessed")
        earlier = stored.pushes
        witness = Witness(vault, dict(disclosure.keys))
        if disclosure.start is not None and disclosure.state is not None:
            if stored.replayed.get(disclosure.start) != disclosure.state:
                raise AutusError("DISCLOSURE_REQUIRED", "the start was not replayed here")
            heads = [each.head for each in earlier]
            earlier = earlier[heads.index(disclosure.start) :]
            await witness.open_start(self._crypto, *_named(earlier[0])[-1], disclosure.state)
            earlier = earlier[1:]
        for each in earlier:
            await witness.replay(self._crypto, _named(each))
        commits = list(zip(parsed.ids, parsed.commits, strict=True))
        return state_to_bytes(await witness.replay(self._crypto, commits))

    def _stored(self, vault: bytes) -> StoredVault:
        if vault in self.database.deleted:
            raise AutusError("VAULT_DELETED")
        if vault not in self.database.vaults:
            raise AutusError("NOT_FOUND")
        return self.database.vaults[vault]

    def _pull(self, vault: bytes, after: int) -> PullPage:
        pushes = self._stored(vault).pushes
        page: list[StoredPush] = []
        size = 0
        for stored in pushes[after:]:
            size += len(bytes(stored.commits))
            if page and size > limits.PAGE_BYTES_MAX:
                break
            page.append(stored)
        return PullPage(self.database.generation, pushes[-1].receipt, tuple(page))


def _named(push: StoredPush) -> list[tuple[bytes, WireCommit]]:
    return [(commit_id(*wire), wire) for wire in decode_commits(push.commits)]
