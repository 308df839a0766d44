"""The types of message fields. They carry the limits, so a message that decodes is already bounded."""

from __future__ import annotations

from typing import Annotated

import msgspec

from shared.text import ACCOUNT_NAME_LENGTH_MAX

Bytes16 = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]
Bytes32 = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Bytes64 = Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]
Bytes76 = Annotated[bytes, msgspec.Meta(min_length=76, max_length=76)]
Natural = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
Positive = Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
# `shared/text.py` has the rest of the rule.
AccountName = Annotated[str, msgspec.Meta(min_length=1, max_length=ACCOUNT_NAME_LENGTH_MAX)]
