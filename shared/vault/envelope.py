"""Sealing and opening commits. A batch costs one call to the host, whatever its size."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from shared.chain.body import KIND_NAMES, Body, check_marker, encode_body, parse_body
from shared.chain.context import Context, decode_context, encode_context
from shared.chain.header import Header, Kind, commit_id, decode_header, encode_header
from shared.crypto.ciphers import AES_TAG_BYTES, AesItem, KeyedItem, KeyedOpener, KeyedPart, Opener, Sealer
from shared.crypto.hashing import hkdf_expand, hmac_sha256
from shared.crypto.padding import padme, unpadme
from shared.errors import AutusError
from shared.wire.limits import COMMIT_BYTES_MAX
from shared.wire.pushes import WireCommit

VAULT_KEY_BYTES: Final = 32
OPENING_KEY_BYTES: Final = 76
CONTEXT_KEY_BYTES: Final = 44

_OPEN: Final = b"autus/v1/open"
_CONTEXT: Final = b"autus/v1/context"
_REPLAY: Final = b"autus/v1/replay"


class KeyRing(Struct, frozen=True):
    """The keys of one vault: `keys` maps an epoch (from 1) to its vault key of 32 bytes."""

    vault: bytes
    keys: dict[int, bytes]

    @property
    def epoch(self) -> int:
        """The latest epoch. New commits are sealed under it."""
        return max(self.keys)

    def key(self, epoch: int) -> bytes:
        """Raises AutusError (VAULT_KEY_MISSING)."""
        try:
            return self.keys[epoch]
        except KeyError:
            raise AutusError("VAULT_KEY_MISSING", f"no vault key of epoch {epoch}", epoch=epoch) from None


class Unsealed(Struct, frozen=True, kw_only=True):
    """A commit to seal. `salt` is None for a random one, and set for a genesis, as it gives the vault id."""

    kind: Kind
    parents: tuple[bytes, ...]
    device: bytes
    seq: int
    body: Body
    context: Context | None = None
    salt: bytes | None = None


class SealedCommit(Struct, frozen=True, array_like=True, gc=False):
    """A sealed commit, as it is stored and sent."""

    id: bytes
    header: bytes
    ciphertext: bytes


class Opened(Struct, frozen=True, gc=False):
    """A commit that passed every check except replay. `context` is None if absent or not requested."""

    id: bytes
    header: Header
    body: Body
    context: Context | None = None


class _Sealing(Struct, frozen=True):
    """A commit with its header. The host seals `parts`: the body and, if present, the context."""

    header: bytes
    parts: tuple[AesItem, ...]


def extract(vault_key: bytes, salt: bytes) -> bytes:
    """The pseudo-random key from which a commit's opening and context keys are expanded."""
    return hmac_sha256(salt, vault_key)


def where(vault: bytes, epoch: int) -> bytes:
    """The suffix of every HKDF info: vault || u32be(epoch)."""
    return vault + epoch.to_bytes(4, "big")


def opening_key(vault_key: bytes, vault: bytes, epoch: int, salt: bytes) -> bytes:
    """key(32) || nonce(12) || blind(32). It opens one body and nothing else, so a witness may have it."""
    return hkdf_expand(extract(vault_key, salt), _OPEN + where(vault, epoch), OPENING_KEY_BYTES)


def context_key(vault_key: bytes, vault: bytes, epoch: int, salt: bytes) -> bytes:
    """key(32) || nonce(12) of a commit's context. It is never disclosed."""
    return hkdf_expand(extract(vault_key, salt), _CONTEXT + where(vault, epoch), CONTEXT_KEY_BYTES)


def replay_tag(opening: bytes, marker_hash: str) -> bytes:
    """Binds the marker to the header. The marker's hash stays hidden, because it has few possible inputs."""
    return hmac_sha256(opening[44:], _REPLAY + opening[:44] + bytes.fromhex(marker_hash))


async def seal(crypto: Sealer, ring: KeyRing, items: Sequence[Unsealed]) -> list[SealedCommit]:
    """The items sealed under the ring's latest epoch, with their ids.

    Raises AutusError with the `index`: COMMIT_TOO_LARGE, BAD_HEADER, BAD_BODY, BAD_CONTEXT.
    """
    sealings = []
    for index, item in enumerate(items):
        try:
            sealings.append(_prepare(ring, item, crypto.random(32) if item.salt is None else item.salt))
        except AutusError as error:
            raise error.with_fields(index=index) from None
    return await _finish(crypto, sealings)


async def seal_prepared(
    crypto: Sealer, ring: KeyRing, header: Header, body: bytes, marker_hash: str
) -> SealedCommit:
    """Seal an encoded body under a header without its tag, for a merge."""
    opening = opening_key(ring.key(header.epoch), header.vault, header.epoch, header.salt)
    encoded = encode_header(tagged(header, opening, marker_hash))
    return (await _finish(crypto, [_Sealing(encoded, (_part(opening, body, encoded),))]))[0]


def tagged(header: Header, opening: bytes, marker_hash: str) -> Header:
    """`header` with its replay tag."""
    return Header(
        version=header.version,
        kind=header.kind,
        vault=header.vault,
        epoch=header.epoch,
        parents=header.parents,
        device=header.device,
        seq=header.seq,
        salt=header.salt,
        replay_tag=replay_tag(opening, marker_hash),
    )


def _prepare(ring: KeyRing, item: Unsealed, salt: bytes) -> _Sealing:
    epoch = ring.epoch
    pseudo_random_key = extract(ring.key(epoch), salt)
    place = where(ring.vault, epoch)
    if KIND_NAMES[item.kind] != item.body.kind:
        raise AutusError("BAD_BODY", "header and body are of different kinds")
    # The salt is random and used once, so no derived nonce is used twice with one key.
    opening = hkdf_expand(pseudo_random_key, _OPEN + place, OPENING_KEY_BYTES)
    header = encode_header(
        Header(
            version=1,
            kind=item.kind,
            vault=ring.vault,
            epoch=epoch,
            parents=item.parents,
            device=item.device,
            seq=item.seq,
            salt=salt,
            replay_tag=replay_tag(opening, item.body.marker.hash),
        )
    )
    parts = [_part(opening, encode_body(item.body), header)]
    if item.context is not None:
        context = hkdf_expand(pseudo_random_key, _CONTEXT + place, CONTEXT_KEY_BYTES)
        parts.append(_part(context, encode_context(item.context), header))
    size = len(header) + 4 + sum(len(data) + AES_TAG_BYTES for _, _, data, _ in parts)
    if size > COMMIT_BYTES_MAX:
        raise AutusError(
            "COMMIT_TOO_LARGE", f"{size} bytes; at most {COMMIT_BYTES_MAX}", size=size, limit=COMMIT_BYTES_MAX
        )
    return _Sealing(header, tuple(parts))


def _part(key: bytes, data: bytes, header: bytes) -> AesItem:
    return key[:32], key[32:44], padme(data), header


async def _finish(crypto: Sealer, sealings: Sequence[_Sealing]) -> list[SealedCommit]:
    sealed = iter(await crypto.aes_seal([part for sealing in sealings for part in sealing.parts]))
    commits = []
    for sealing in sealings:
        body = next(sealed)
        context = next(sealed) if len(sealing.parts) > 1 else b""
        ciphertext = len(body).to_bytes(4, "big") + body + context
        commits.append(SealedCommit(commit_id(sealing.header, ciphertext), sealing.header, ciphertext))
    return commits


class Decrypted(Struct, frozen=True, gc=False):
    """A commit with checked header and id, and what the host made of its parts: None if not authentic."""

    id: bytes
    header: Header
    opening: bytes
    body: bytes | None
    has_context: bool
    context: bytes | None


class Batch(NamedTuple):
    """The commits up to the first one whose header or id is refused, and that refusal."""

    commits: list[Decrypted]
    refusal: AutusError | None

    def read(self, first: int, end: int) -> list[Opened]:
        """These commits after the remaining checks. The refusal comes after the last good commit."""
        opened = _read(self.commits[first:end], first)
        if self.refusal is not None and end > len(self.commits):
            raise self.refusal
        return opened


async def open_commits(
    crypto: KeyedOpener,
    ring: KeyRing,
    commits: Sequence[WireCommit],
    *,
    contexts: bool,
    ids: Sequence[bytes] | None = None,
) -> list[Opened]:
    """Check and open every commit. If the caller passes `ids`, they must match.

    Per commit, in order: header → id → AEAD → padding and shape → replay tag → marker hash. The first bad
    commit wins: AutusError with `index` and `commit` (hex): BAD_HEADER, VAULT_KEY_MISSING, COMMIT_TOO_LARGE,
    BAD_COMMIT_ID, COMMIT_UNREADABLE, BAD_PADDING, BAD_BODY, UPDATE_REQUIRED, BAD_CONTEXT, BAD_REPLAY_TAG,
    BAD_MARKER. Without `contexts` a context is not even authenticated, because replay does not need it.
    """
    batch = await decrypt_commits(crypto, ring, commits, contexts=contexts, ids=ids)
    return batch.read(0, len(commits))


async def decrypt_commits(
    crypto: KeyedOpener,
    ring: KeyRing,
    commits: Sequence[WireCommit],
    *,
    contexts: bool,
    ids: Sequence[bytes] | None = None,
    computed: bool = False,
) -> Batch:
    """The first half of `open_commits`: up to the decryption. `Batch.read` is the second.

    `computed`: the caller has just computed `ids` from these very bytes, so they are not computed again.
    """
    checked: list[tuple[bytes, Header, bool]] = []
    items: list[KeyedItem] = []
    refusal: AutusError | None = None
    infos: dict[int, tuple[bytes, bytes]] = {}
    for index, (encoded, ciphertext) in enumerate(commits):
        known = None if ids is None else ids[index]
        identity = known if computed and known is not None else commit_id(encoded, ciphertext)
        try:
            header, body_end = _check_sealed(encoded, ciphertext, ring.vault, identity, known)
            secret = ring.key(header.epoch)
        except AutusError as error:
            refusal = _at(error, index, identity)
            break
        place = infos.get(header.epoch)
        if place is None:
            suffix = where(ring.vault, header.epoch)
            place = infos[header.epoch] = _OPEN + suffix, _CONTEXT + suffix
        parts: tuple[KeyedPart, ...] = ((place[0], OPENING_KEY_BYTES, ciphertext[4:body_end]),)
        has_context = contexts and body_end < len(ciphertext)
        if has_context:
            parts = (*parts, (place[1], CONTEXT_KEY_BYTES, ciphertext[body_end:]))
        items.append((secret, header.salt, encoded, parts))
        checked.append((identity, header, has_context))
    answers = await crypto.derive_and_open(items) if items else []
    return Batch(
        [
            Decrypted(identity, header, *parts[0], has_context, parts[1][1] if has_context else None)
            for (identity, header, has_context), parts in zip(checked, answers, strict=True)
        ],
        refusal,
    )


async def open_bodies(
    crypto: Opener, vault: bytes, opening_keys: Sequence[bytes], commits: Sequence[WireCommit]
) -> list[Opened]:
    """As `open_commits`, for a witness: one opening key (76 bytes) per commit and no contexts."""
    checked: list[tuple[bytes, Header, bytes]] = []
    items: list[AesItem] = []
    refusal: AutusError | None = None
    for index, ((encoded, ciphertext), opening) in enumerate(zip(commits, opening_keys, strict=True)):
        identity = commit_id(encoded, ciphertext)
        try:
            header, body_end = _check_sealed(encoded, ciphertext, vault, identity, None)
        except AutusError as error:
            refusal = _at(error, index, identity)
            break
        items.append((opening[:32], opening[32:44], ciphertext[4:body_end], encoded))
        checked.append((identity, header, opening))
    bodies = await crypto.aes_open(items) if items else []
    batch = Batch(
        [Decrypted(*one, body, False, None) for one, body in zip(checked, bodies, strict=True)],
        refusal,
    )
    return batch.read(0, len(commits))


def _check_sealed(
    encoded: bytes, ciphertext: bytes, vault: bytes, identity: bytes, known: bytes | None
) -> tuple[Header, int]:
    """The header and the end of the sealed body."""
    header = _check_header(encoded, ciphertext, vault)
    if known is not None and known != identity:
        raise AutusError("BAD_COMMIT_ID", "the commit has another id than the stored one")
    return header, _body_end(header, ciphertext)


def _body_end(header: Header, ciphertext: bytes) -> int:
    """The end of the sealed body. The sealed context follows, if there is one."""
    end = 4 + int.from_bytes(ciphertext[:4], "big")
    if not 4 + AES_TAG_BYTES <= end <= len(ciphertext):
        raise AutusError("COMMIT_UNREADABLE", "the ciphertext is truncated")
    if header.kind is Kind.MERGE and end != len(ciphertext):
        raise AutusError("COMMIT_UNREADABLE", "a merge has no context")
    return end


def _check_header(encoded: bytes, ciphertext: bytes, vault: bytes) -> Header:
    header = decode_header(encoded)
    if header.vault != vault:
        raise AutusError("BAD_HEADER", "the commit is of another vault")
    if len(encoded) + len(ciphertext) > COMMIT_BYTES_MAX:
        raise AutusError("COMMIT_TOO_LARGE", f"at most {COMMIT_BYTES_MAX} bytes", limit=COMMIT_BYTES_MAX)
    return header


def _read(commits: Sequence[Decrypted], first: int) -> list[Opened]:
    opened = []
    for index, commit in enumerate(commits, first):
        try:
            opened.append(_read_one(commit))
        except AutusError as error:
            raise _at(error, index, commit.id) from None
    return opened


def _read_one(commit: Decrypted) -> Opened:
    if commit.body is None or (commit.has_context and commit.context is None):
        raise AutusError("COMMIT_UNREADABLE", "the ciphertext does not authenticate")
    header = commit.header
    body = parse_body(unpadme(commit.body))
    if KIND_NAMES[header.kind] != body.kind:
        raise AutusError("BAD_BODY", "header and body are of different kinds")
    context = None if commit.context is None else decode_context(unpadme(commit.context))
    if not _is_tagged(commit, body.marker.hash):
        raise AutusError("BAD_REPLAY_TAG", "the header's tag does not match the body's marker")
    check_marker(body)
    return Opened(commit.id, header, body, context)


def _is_tagged(commit: Decrypted, marker_hash: str) -> bool:
    try:
        return hmac.compare_digest(replay_tag(commit.opening, marker_hash), commit.header.replay_tag)
    except ValueError:
        # The text is not hex, so the header was not tagged with it.
        return False


def _at(error: AutusError, index: int, identity: bytes) -> AutusError:
    return error.with_fields(index=index, commit=identity.hex())
