"""Settings from `AUTUS_*` variables in the environment and in `.env`. An unknown name is an error."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

import msgspec

from shared.errors import AutusError

if TYPE_CHECKING:
    from dotenv.parser import Binding

PREFIX = "AUTUS_"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Each field is the variable `AUTUS_` + its name in capitals; `docs/DEPLOYMENT.md` describes them.

    `connections` is from how many open ones on the server says that it is busy. `origin` is how browsers
    reach it ("https://goals.example"); without one it answers on loopback names only. `proxies` are addresses
    whose X-Forwarded-* headers are believed. `operator` and `contact` are shown to anyone, in the privacy
    notice.
    """

    data: str = "data"
    client: str = "client/web/dist"
    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65_535)] = 8001
    connections: Annotated[int, msgspec.Meta(ge=10)] = 800
    origin: str | None = None
    proxies: str | None = None
    registration: Literal["open", "closed"] | None = None
    quota_bytes: Annotated[int, msgspec.Meta(ge=0)] = 1024**3
    operator: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    contact: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    session_days: Annotated[int, msgspec.Meta(ge=1, le=3_650)] = 90

    def __post_init__(self) -> None:
        if self.origin is None:
            return
        parts = urlsplit(self.origin)
        if (
            parts.scheme not in {"http", "https"}
            or not parts.hostname
            or self.origin != f"{parts.scheme}://{parts.netloc}"
        ):
            raise ValueError("origin must be a scheme and a host, like https://goals.example")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError("an origin that is not loopback needs https")
        if self.registration is None:
            raise ValueError("with an origin, registration must be open or closed")

    @property
    def secure(self) -> bool:
        """Whether browsers use TLS."""
        return self.origin is not None and self.origin.startswith("https://")

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
        """Raises AutusError BAD_SETTINGS, which names the variable."""
        fields = {
            name.removeprefix(PREFIX).lower(): value
            for name, value in values.items()
            if name.startswith(PREFIX)
        }
        try:
            return msgspec.convert(fields, cls, strict=False)
        except msgspec.ValidationError as error:
            raise AutusError("BAD_SETTINGS", f"{PREFIX}*: {error}") from None


def read_env_file(path: Path) -> dict[str, str]:
    """The settings of a `.env` file in UTF-8. A missing file has none.

    Raises AutusError BAD_SETTINGS, which names the file and the line.
    """
    if not path.is_file():
        return {}
    from dotenv.parser import parse_stream  # noqa: PLC0415 - only a server with such a file needs it

    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise AutusError("BAD_SETTINGS", f"{path.name} must be UTF-8: {error}") from None
    values = {}
    for binding in parse_stream(io.StringIO(text)):
        if binding.error or (binding.key is not None and binding.value is None):
            raise AutusError("BAD_SETTINGS", f"{path.name}:{_line_of(binding)}: expected NAME=value")
        if binding.key is not None:
            values[binding.key] = binding.value or ""
    return values


def _line_of(binding: Binding) -> int:
    # python-dotenv counts blank lines before a setting as part of it.
    text = binding.original.string
    return binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")
