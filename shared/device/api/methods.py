"""The table of methods: one declaration carries a method's name, request, answer and properties."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import Any, TypeVar, get_type_hints

import msgspec

from shared.device.core.text_fields import clean_request
from shared.errors import AutusError
from shared.wire.decoding import Limits, json_decoder

# The page may send as much as it may import.
_LIMITS = Limits(bytes_max=128 * 1024 * 1024)

Run = Callable[[Any, Any], Awaitable[Any]]
Declared = TypeVar("Declared", bound=Run)


class Empty(msgspec.Struct, frozen=True):
    """The answer of a method that has nothing to say."""


class Method:
    """A method of the facade. Request and answer are the annotations of its function.

    `repeatable`: calling it twice is the same as calling it once, so a lost call may be sent again.
    `signs_out`: afterwards no account is signed in. `syncs`: afterwards there is something to sync.
    `creates`: afterwards the device holds something that its owner would miss.
    """

    def __init__(self, run: Run, *, repeatable: bool, signs_out: bool, syncs: bool, creates: bool) -> None:
        self.run = run
        self.repeatable = repeatable
        self.signs_out = signs_out
        self.syncs = syncs
        self.creates = creates

    @cached_property
    def types(self) -> tuple[type[msgspec.Struct], Any]:
        """The types of request and answer. Read late: a start does not resolve what nobody calls."""
        _, request, answer = get_type_hints(self.run).values()
        return request, answer

    @cached_property
    def _decode(self) -> Callable[[bytes | bytearray], Any]:
        return json_decoder(self.types[0], _LIMITS)

    def read(self, payload: bytes) -> Any:  # noqa: ANN401 - the request type differs by method
        """The request in `payload`, with clean texts. Raises AutusError INVALID_REQUEST, BAD_CONTEXT."""
        try:
            request = self._decode(payload)
        except msgspec.MsgspecError as error:
            raise AutusError("INVALID_REQUEST", str(error)) from None
        return clean_request(request)


class MethodTable(dict[str, Method]):
    """Methods by name, which is the name of their function."""

    def add(
        self, *, repeatable: bool, signs_out: bool = False, syncs: bool = False, creates: bool = False
    ) -> Callable[[Declared], Declared]:
        """Decorates the function that runs a method."""

        def declare(run: Declared) -> Declared:
            self[run.__name__] = Method(
                run, repeatable=repeatable, signs_out=signs_out, syncs=syncs, creates=creates
            )
            return run

        return declare
