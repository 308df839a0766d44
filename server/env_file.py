"""The file `.env`."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from shared.errors import AutusError

if TYPE_CHECKING:
    from dotenv.parser import Binding


def read_env_file(path: Path) -> dict[str, str]:
    """The settings of a `.env` file in UTF-8. A missing file has none.

    Raises AutusError BAD_SETTINGS, which names the file and the line.
    """
    if not path.is_file():
        return {}
    from dotenv.parser import parse_stream  # noqa: PLC0415 - only a server with such a file needs it

    values: dict[str, str] = {}
    for binding in parse_stream(io.StringIO(_read_text(path))):
        if binding.error or (binding.key is not None and binding.value is None):
            raise AutusError("BAD_SETTINGS", f"{path.name}:{_line_of(binding)}: expected NAME=value")
        if binding.key is None:
            continue
        value = binding.value or ""
        if values.setdefault(binding.key, value) != value:
            raise AutusError(
                "BAD_SETTINGS", f"{path.name}:{_line_of(binding)}: {binding.key} has another value above"
            )
    return values


def _read_text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise AutusError("BAD_SETTINGS", f"{path.name} must be UTF-8: {error}") from None
    except OSError as error:
        raise AutusError("BAD_SETTINGS", f"{path.name} cannot be read: {error.strerror}") from None
    if "\0" in text:
        # UTF-16 without a mark is UTF-8 too, with a NUL beside each letter.
        raise AutusError("BAD_SETTINGS", f"{path.name} must be UTF-8: it has NUL characters")
    return text


def _line_of(binding: Binding) -> int:
    # python-dotenv counts blank lines before a setting as part of it.
    text = binding.original.string
    return binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")
