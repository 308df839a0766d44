"""The table of methods: what a declaration must say, and what the contract with clients can read from it."""

from __future__ import annotations

import msgspec
import pytest

from shared.device.api.facade import every_method
from shared.device.api.methods import Method, MethodTable
from shared.device.api.requests import Request


def test_every_method_must_say_whether_it_may_be_repeated() -> None:
    with pytest.raises(TypeError):
        MethodTable().add()  # type: ignore[call-arg]


@pytest.mark.parametrize("method", [pytest.param(method, id=name) for name, method in every_method().items()])
def test_every_method_declares_a_strict_request_and_an_answer_with_a_schema(method: Method) -> None:
    request, answer = method.types
    assert issubclass(request, Request)
    assert request.__struct_config__.forbid_unknown_fields
    assert msgspec.json.schema(answer)
    assert method.run.__doc__
