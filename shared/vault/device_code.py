"""The code that a new device shows, as a QR code or as text: its keys, its name and a secret of 128 bits.

The text has groups of letters and digits (Crockford's base 32). Each group ends with a check character over
the number of the group and its characters, which names the group that is wrong.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from shared.crypto.ciphers import RandomSource
from shared.crypto.hashing import hkdf, hmac_sha256, sha256
from shared.crypto.hpke import KEY_BYTES
from shared.errors import AutusError
from shared.text import clean_line, comparable, is_blank
from shared.vault.roster import DEVICE_NAME_LENGTH_MAX
from shared.vault.roster_statements import device_id
from shared.wire.encoding import encode

LINK: Final = "#/add/"
"""Behind the address of the app, and before the characters of a code."""
TEXT_LENGTH_MAX: Final = 2_000
CHECK_DIGITS: Final = 6

_VERSION: Final = 1
_SECRET_BYTES: Final = 16
_SERVER_BYTES: Final = 4
_SUM_BYTES: Final = 3
_BEFORE_NAME: Final = 1 + _SERVER_BYTES + 2 * KEY_BYTES + _SECRET_BYTES
_DOMAIN: Final = b"autus/v1/add-device"
_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES: Final = {each: value for value, each in enumerate(_ALPHABET)} | {"i": 1, "l": 1, "o": 0}
_GROUP: Final = 7
_SEPARATORS: Final = frozenset("-‐‑‒–—−.·,")
# x^5 + x^2 + 1, whose root generates all of GF(32).
_REDUCTION: Final = 0b100101


class DeviceCode(Struct, frozen=True):
    """What the code of a new device says. `server` is a short hash of the address of its server."""

    server: bytes
    public: bytes
    half: bytes
    secret: bytes
    name: str

    @property
    def device(self) -> bytes:
        return device_id(self.public)

    @property
    def payload(self) -> bytes:
        """The bytes of the code. Whatever is sealed for the code is bound to all of them."""
        data = b"".join(
            (bytes([_VERSION]), self.server, self.public, self.half, self.secret, self.name.encode())
        )
        return data + sha256(data)[:_SUM_BYTES]

    @property
    def mailbox(self) -> bytes:
        """Where the message for this code is left. Only who knows the code knows it."""
        return hkdf(self.secret, b"", _DOMAIN + b"/mailbox" + self.public + self.half, 32)

    @property
    def info(self) -> bytes:
        """What the message is bound to. It has the secret, so only who knows the code seals and opens it."""
        return encode([_DOMAIN.decode(), self.payload])

    @property
    def check(self) -> str:
        """Digits that both devices show."""
        key = hkdf(self.secret, b"", _DOMAIN + b"/check", 32)
        number = int.from_bytes(hmac_sha256(key, self.payload), "big")
        return str(number % 10**CHECK_DIGITS).zfill(CHECK_DIGITS)


def new_device_code(crypto: RandomSource, server: str, public: bytes, half: bytes, name: str) -> DeviceCode:
    """A code with a new secret. Raises AutusError BAD_DEVICE_NAME."""
    if not _is_name(name):
        raise AutusError("BAD_DEVICE_NAME", f"a device's name has 1 to {DEVICE_NAME_LENGTH_MAX} characters")
    return DeviceCode(server_tag(server), public, half, crypto.random(_SECRET_BYTES), name)


def server_tag(server: str) -> bytes:
    """A short hash of a server's address, such as https://autus.example."""
    return sha256(_DOMAIN + b"/server" + server.rstrip("/").lower().encode())[:_SERVER_BYTES]


def write_device_code(code: DeviceCode) -> list[str]:
    """The groups of the text."""
    data = code.payload
    bits = int.from_bytes(data, "big") << (-8 * len(data) % 5)
    count = -(-8 * len(data) // 5)
    digits = [bits >> 5 * (count - 1 - at) & 31 for at in range(count)]
    groups = [digits[at : at + _GROUP] for at in range(0, count, _GROUP)]
    return [
        "".join(_ALPHABET[each] for each in (*group, _check(number, group)))
        for number, group in enumerate(groups, 1)
    ]


def read_device_code(text: str) -> DeviceCode:
    """The code in a text or in the address of a QR code. Spaces, hyphens and case do not matter.

    Raises AutusError UPDATE_REQUIRED for a code of a newer version; BAD_DEVICE_CODE. `part` is the first
    group that is wrong, from 1. It is None if the text as a whole is no code.
    """
    typed = comparable(text[:TEXT_LENGTH_MAX]).rpartition(LINK)[2]
    kept = [each for each in typed if not each.isspace() and each not in _SEPARATORS]
    digits: list[int] = []
    for at in range(0, len(kept), _GROUP + 1):
        values = [_VALUES.get(each, -1) for each in kept[at : at + _GROUP + 1]]
        number = at // (_GROUP + 1) + 1
        if -1 in values or len(values) < 2 or _check(number, values[:-1]) != values[-1]:
            whole = len(kept) >= _GROUP + 1 and len(text) <= TEXT_LENGTH_MAX
            raise AutusError(
                "BAD_DEVICE_CODE", "a group of the code is wrong", part=number if whole else None
            )
        digits += values[:-1]
    bits = 0
    for digit in digits:
        bits = bits << 5 | digit
    spare = 5 * len(digits) % 8
    if spare > 4 or bits & (1 << spare) - 1:
        raise _no_code("the text has more characters than a code")
    return _read((bits >> spare).to_bytes(5 * len(digits) // 8, "big"))


def _read(data: bytes) -> DeviceCode:
    body, shown = data[:-_SUM_BYTES], data[-_SUM_BYTES:]
    if len(body) <= _BEFORE_NAME or sha256(body)[:_SUM_BYTES] != shown:
        raise _no_code("the text is not the whole code of a device")
    if body[0] != _VERSION:
        raise AutusError("UPDATE_REQUIRED", f"a code of version {body[0]}", version=body[0])
    at = 1 + _SERVER_BYTES
    server, public, half = body[1:at], body[at : at + KEY_BYTES], body[at + KEY_BYTES : at + 2 * KEY_BYTES]
    try:
        name = body[_BEFORE_NAME:].decode()
    except UnicodeDecodeError:
        raise _no_code("the name in the code is no text") from None
    if not _is_name(name) or not any(half):
        raise _no_code("the code has no name or no key")
    return DeviceCode(server, public, half, body[at + 2 * KEY_BYTES : _BEFORE_NAME], name)


def _no_code(detail: str) -> AutusError:
    return AutusError("BAD_DEVICE_CODE", detail, part=None)


def _is_name(name: str) -> bool:
    """Whether it is a name as devices store it: a line that shows what it says."""
    is_text = all(not 0xD800 <= ord(each) <= 0xDFFF for each in name)
    is_line = is_text and clean_line(name) == name and not is_blank(name)
    return is_line and len(name) <= DEVICE_NAME_LENGTH_MAX


def _check(number: int, digits: list[int]) -> int:
    """A weighted sum in GF(32). It finds every wrong character and every swap of two neighbours or groups."""
    state = 0
    for each in (number >> 5 & 31, number & 31, *digits):
        state ^= each
        state = state << 1 ^ (_REDUCTION if state & 16 else 0)
    return state
