"""MessagePack as messages use it."""

from __future__ import annotations

import msgspec

encode = msgspec.msgpack.Encoder().encode
"""A value in its shortest MessagePack form: integers and lengths take as few bytes as they can."""
