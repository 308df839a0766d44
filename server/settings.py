"""Settings from `AUTUS_*` variables in the environment and in `.env`. An unknown name is an error."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from server.env_file import read_env_file
from server.setting_forms import database_address, open_or_closed, origin_of_browsers, proxy_networks
from shared.errors import AutusError

PREFIX = "AUTUS_"
# With an https origin the peers of this machine are a proxy: browsers reach no other port.
LOOPBACK_PROXIES = "127.0.0.1,::1"
FORMS: dict[str, Callable[[str], str]] = {
    "database": database_address,
    "origin": origin_of_browsers,
    "proxies": proxy_networks,
    "registration": open_or_closed,
}
# No message shows them: they may have a password in them.
SECRET = frozenset({"database"})
NUMBER = re.compile(r"[0-9]{1,20}")
CONTROL = re.compile(r"[\0-\x1f\x7f-\x9f]")


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Each field is the variable `AUTUS_` + its name in capitals; `docs/DEPLOYMENT.md` describes them.

    `database` is the address of a PostgreSQL database; without one the data folder has everything.
    `connections` is from how many open ones on the server says that it is busy. `origin` is how browsers
    reach it ("https://goals.example"); without one it answers on loopback names only. `proxies` are addresses
    whose X-Forwarded-* headers are believed. `operator` and `contact` are shown to anyone, in the privacy
    notice.
    """

    data: str = "data"
    database: str | None = None
    client: str = "client/web/dist"
    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65_535)] = 8001
    connections: Annotated[int, msgspec.Meta(ge=10, le=1_000_000)] = 800
    origin: str | None = None
    proxies: str | None = None
    registration: Literal["open", "closed"] | None = None
    # SQLite counts in 64 bits.
    quota_bytes: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)] = 1024**3
    operator: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    contact: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    session_days: Annotated[int, msgspec.Meta(ge=1, le=3_650)] = 90

    @property
    def secure(self) -> bool:
        """Whether browsers use TLS."""
        return self.origin is not None and self.origin.startswith("https://")

    @property
    def trusted_proxies(self) -> str | None:
        """`proxies`, or by default those of this machine where browsers use TLS."""
        return self.proxies or (LOOPBACK_PROXIES if self.secure else None)

    @property
    def registration_open(self) -> bool:
        return self.registration != "closed"

    @property
    def data_path(self) -> Path:
        return Path(self.data)

    @classmethod
    def from_env(cls) -> Settings:
        """Reads the environment and `.env` in the working directory. The environment wins."""
        return cls.from_mapping({**read_env_file(Path(".env")), **os.environ})

    @classmethod
    def from_mapping(cls, values: Mapping[str, str]) -> Settings:
        """Raises AutusError BAD_SETTINGS, which names the variable and says what would be right.

        An empty value counts as none.
        """
        fields: dict[str, object] = {}
        for name, value in values.items():
            # Also a name with a byte order mark before it, or in lower case.
            if re.sub(r"^[^A-Za-z0-9]+", "", name).upper().startswith(PREFIX) and (text := value.strip()):
                field = _field_of(name)
                fields[field] = _checked(name, field, text)
        if "origin" in fields and "registration" not in fields:
            raise _bad_setting(f"{PREFIX}REGISTRATION", "must be open or closed where AUTUS_ORIGIN is set")
        return msgspec.convert(fields, cls)


NAMES = {f"{PREFIX}{field.upper()}": field for field in Settings.__struct_fields__}
TYPES = {field.name: field.type for field in msgspec.structs.fields(Settings)}


def _field_of(name: str) -> str:
    if name in NAMES:
        return NAMES[name]
    near = difflib.get_close_matches(name.upper(), NAMES, 1, 0)
    raise AutusError("BAD_SETTINGS", f"there is no {name!a}; the nearest name is {near[0]}")


def _checked(name: str, field: str, text: str) -> object:
    """The value of a known variable. Raises AutusError BAD_SETTINGS."""
    if CONTROL.search(text):
        raise _bad_setting(name, "must have no control characters")
    try:
        if field in FORMS:
            return FORMS[field](text)
        kind = msgspec.inspect.type_info(TYPES[field])
        if isinstance(kind, msgspec.inspect.IntType):
            return _whole_number(text, kind.ge or 0, kind.le or 0)
        return msgspec.convert(text, TYPES[field])
    except ValueError as error:
        raise _bad_setting(name if field in SECRET else f"{name}={text}", str(error)) from None


def _whole_number(text: str, least: int, most: int) -> int:
    # As an operator writes it: no "1e3", no "8_001", no "8001.0".
    if not NUMBER.fullmatch(text) or not least <= int(text) <= most:
        raise ValueError(f"must be a whole number from {least} to {most}")
    return int(text)


def _bad_setting(name: str, reason: str) -> AutusError:
    return AutusError("BAD_SETTINGS", f"{name} {reason[:1].lower()}{reason[1:]}")
