"""Sealing and opening commits. A batch costs one call to the host, whatever its size."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from shared.chain.body import KIND_NAMES, Body, check_marker, encode_body, parse_body
from shared.chain.context import Context, decode_context, encode_context
from shared.chain.header import Header, Kind, commit_id, decode_header, encode_header
from shared.crypto.ciphers import AES_TAG_BYTES, AesItem, Opener, Sealer
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


_Keys = tuple[bytes, bytes | None]
"""An opening key (76 bytes) and, if contexts are opened, the pseudo-random key of the context key."""


class _Opening(Struct, frozen=True, gc=False):
    """A commit with checked header and id."""

    id: bytes
    header: Header
    opening: bytes
    has_context: bool


async def open_commits(
    crypto: Opener,
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

    def keys(_: int, header: Header) -> _Keys:
        pseudo_random_key = extract(ring.key(header.epoch), header.salt)
        info = _OPEN + where(ring.vault, header.epoch)
        return hkdf_expand(
            pseudo_random_key, info, OPENING_KEY_BYTES
        ), pseudo_random_key if contexts else None

    return await _open(crypto, ring.vault, keys, commits, ids)


async def open_bodies(
    crypto: Opener, vault: bytes, opening_keys: Sequence[bytes], commits: Sequence[WireCommit]
) -> list[Opened]:
    """As `open_commits`, for a witness: one opening key (76 bytes) per commit and no contexts."""

    def keys(index: int, _: Header) -> _Keys:
        return opening_keys[index], None

    return await _open(crypto, vault, keys, commits, None)


async def _open(
    crypto: Opener,
    vault: bytes,
    keys: Callable[[int, Header], _Keys],
    commits: Sequence[WireCommit],
    ids: Sequence[bytes] | None,
) -> list[Opened]:
    openings: list[_Opening] = []
    parts: list[AesItem] = []
    failure: AutusError | None = None
    for index, (encoded, ciphertext) in enumerate(commits):
        identity = commit_id(encoded, ciphertext)
        try:
            header = _check_header(encoded, ciphertext, vault)
            if ids is not None and ids[index] != identity:
                raise AutusError("BAD_COMMIT_ID", "the commit has another id than the stored one")
            body_end = _body_end(header, ciphertext)
            opening, pseudo_random_key = keys(index, header)
        except AutusError as error:
            failure = _at(error, index, identity)
            break
        parts.append((opening[:32], opening[32:44], ciphertext[4:body_end], encoded))
        has_context = pseudo_random_key is not None and body_end < len(ciphertext)
        if pseudo_random_key is not None and has_context:
            info = _CONTEXT + where(vault, header.epoch)
            context = hkdf_expand(pseudo_random_key, info, CONTEXT_KEY_BYTES)
            parts.append((context[:32], context[32:], ciphertext[body_end:], encoded))
        openings.append(_Opening(identity, header, opening, has_context))
    opened = _read(openings, await crypto.aes_open(parts) if parts else [])
    if failure is not None:
        raise failure
    return opened


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


def _read(openings: Sequence[_Opening], plaintexts: Sequence[bytes | None]) -> list[Opened]:
    remaining = iter(plaintexts)
    opened = []
    for index, opening in enumerate(openings):
        sealed_body = next(remaining)
        sealed_context = next(remaining) if opening.has_context else b""
        try:
            opened.append(_read_one(opening, sealed_body, sealed_context))
        except AutusError as error:
            raise _at(error, index, opening.id) from None
    return opened


def _read_one(opening: _Opening, body_part: bytes | None, context_part: bytes | None) -> Opened:
    if body_part is None or context_part is None:
        raise AutusError("COMMIT_UNREADABLE", "the ciphertext does not authenticate")
    header = opening.header
    body = parse_body(unpadme(body_part))
    if KIND_NAMES[header.kind] != body.kind:
        raise AutusError("BAD_BODY", "header and body are of different kinds")
    context = decode_context(unpadme(context_part)) if opening.has_context else None
    if not _is_tagged(opening, body.marker.hash):
        raise AutusError("BAD_REPLAY_TAG", "the header's tag does not match the body's marker")
    check_marker(body)
    return Opened(opening.id, header, body, context)


def _is_tagged(opening: _Opening, marker_hash: str) -> bool:
    try:
        return hmac.compare_digest(replay_tag(opening.opening, marker_hash), opening.header.replay_tag)
    except ValueError:
        # The text is not hex, so the header was not tagged with it.
        return False


def _at(error: AutusError, index: int, identity: bytes) -> AutusError:
    return error.with_fields(index=index, commit=identity.hex())
