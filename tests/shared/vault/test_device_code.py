"""The code that a new device shows: it comes back from its text, and a wrong group is named."""

from __future__ import annotations

import hashlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.terminal.crypto import NativeCrypto
from shared.errors import AutusError
from shared.text import clean_line, is_blank
from shared.vault.device_code import (
    LINK,
    DeviceCode,
    new_device_code,
    read_device_code,
    server_tag,
    write_device_code,
)

SERVER = "https://autus.example"
names = (
    st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=64)
    .map(clean_line)
    .filter(lambda text: not is_blank(text))
)
codes = st.builds(
    DeviceCode,
    server=st.binary(min_size=4, max_size=4),
    public=st.binary(min_size=32, max_size=32),
    half=st.binary(min_size=32, max_size=32).filter(any),
    secret=st.binary(min_size=16, max_size=16),
    name=names,
)


def example(name: str = "Phone") -> DeviceCode:
    return DeviceCode(b"\x01\x02\x03\x04", bytes(range(32)), bytes(range(32, 64)), bytes(range(16)), name)


def refusal(text: str) -> tuple[str, object]:
    with pytest.raises(AutusError) as caught:
        read_device_code(text)
    return caught.value.code, caught.value.fields.get("part")


@given(codes)
def test_a_code_comes_back_from_its_text_and_from_its_address(code: DeviceCode) -> None:
    groups = write_device_code(code)
    for text in (
        " ".join(groups),
        "\n".join(groups).upper(),
        "-".join(groups),
        f"{SERVER}/{LINK}{''.join(groups)}",
    ):
        assert read_device_code(text) == code


@given(codes, st.data())
def test_one_wrong_character_names_its_group(code: DeviceCode, data: st.DataObject) -> None:
    groups = write_device_code(code)
    at = data.draw(st.integers(0, len(groups) - 1))
    place = data.draw(st.integers(0, len(groups[at]) - 1))
    other = data.draw(st.sampled_from(sorted(set("0123456789abcdefghjkmnpqrstvwxyz") - {groups[at][place]})))
    wrong = groups[at][:place] + other + groups[at][place + 1 :]
    assert refusal(" ".join([*groups[:at], wrong, *groups[at + 1 :]])) == ("BAD_DEVICE_CODE", at + 1)


@given(codes, st.data())
def test_swapped_neighbours_and_swapped_groups_are_named(code: DeviceCode, data: st.DataObject) -> None:
    groups = write_device_code(code)
    at = data.draw(st.integers(0, len(groups) - 2))
    swapped = [*groups[:at], groups[at + 1], groups[at], *groups[at + 2 :]]
    if groups[at] != groups[at + 1] and len(groups[at + 1]) == len(groups[at]):
        assert refusal(" ".join(swapped)) == ("BAD_DEVICE_CODE", at + 1)
    place = data.draw(st.integers(0, len(groups[at]) - 2))
    one, other = groups[at][place], groups[at][place + 1]
    if one != other:
        wrong = groups[at][:place] + other + one + groups[at][place + 2 :]
        assert refusal(" ".join([*groups[:at], wrong, *groups[at + 1 :]])) == ("BAD_DEVICE_CODE", at + 1)


@given(codes, st.integers(0, 400))
def test_a_text_that_was_cut_is_no_code(code: DeviceCode, keep: int) -> None:
    text = "".join(write_device_code(code))
    if keep < len(text):
        assert refusal(text[:keep])[0] == "BAD_DEVICE_CODE"


@given(st.text(max_size=300) | st.text(string.ascii_lowercase + string.digits + " ", max_size=300))
def test_any_other_text_is_refused(text: str) -> None:
    assert refusal(text)[0] == "BAD_DEVICE_CODE"


def test_what_is_added_behind_a_code_is_refused() -> None:
    text = "".join(write_device_code(example()))
    for more in ("0", "00", text, "x" * 3_000):
        assert refusal(text + more)[0] == "BAD_DEVICE_CODE"


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    text = " ".join(write_device_code(example()))
    assert read_device_code(text.replace("0", "O").replace("1", "l")) == example()


@pytest.mark.parametrize("name", ["", " ", "a\u202eb", "x" * 65, "a\nb", " a"])
def test_a_name_that_no_device_stores_is_no_code(name: str) -> None:
    with pytest.raises(AutusError, match="characters"):
        new_device_code(NativeCrypto({}), SERVER, bytes(32), bytes(32), name)
    assert refusal("".join(write_device_code(example(name)))) == ("BAD_DEVICE_CODE", None)


def test_a_code_of_a_newer_version_asks_for_an_update() -> None:
    class Newer(DeviceCode, frozen=True):
        @property
        def payload(self) -> bytes:
            body = b"\x02" + super().payload[1:-3]
            return body + hashlib.sha256(body).digest()[:3]

    code = example()
    newer = Newer(code.server, code.public, code.half, code.secret, code.name)
    assert refusal("".join(write_device_code(newer)))[0] == "UPDATE_REQUIRED"


def test_every_part_of_a_code_moves_its_check_and_binding() -> None:
    codes = [
        example(),
        example("Phone 2"),
        *(
            DeviceCode(
                **{**{name: getattr(example(), name) for name in DeviceCode.__struct_fields__}, **part}
            )
            for part in (
                {"server": bytes(4)},
                {"public": bytes(32)},
                {"half": b"h" * 32},
                {"secret": b"s" * 16},
            )
        ),
    ]
    assert len({code.info for code in codes}) == len(codes)
    assert len({code.check for code in codes}) == len(codes)
    # Name and server do not lead to another mailbox.
    assert len({code.mailbox for code in codes}) == len(codes) - 2


def test_an_address_is_compared_without_case_and_last_slash() -> None:
    assert server_tag("https://Autus.example/") == server_tag(SERVER)
    assert server_tag("https://other.example") != server_tag(SERVER)
