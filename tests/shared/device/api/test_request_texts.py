"""Texts that a person enters: cleaned once, at the border of the engine, in every request."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from shared.device.api.facade import every_method
from shared.device.core.text_fields import marks_of
from tests.shared.device.lab import NAME, PASSWORD, Lab, play

NFD = unicodedata.normalize("NFD", "목표 é")


def unmarked(where: str, hint: Any) -> list[str]:
    """Places in a type that hold a text nobody decided about: neither marked, nor bounded by a pattern."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        metas = [part for part in parts[1:] if isinstance(part, Meta)]
        if marks_of(hint) or any(meta.pattern for meta in metas):
            return []
        return unmarked(where, parts[0])
    if origin is Literal:
        return []
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        hints = get_type_hints(hint, include_extras=True).items()
        return [place for field, kind in hints for place in unmarked(f"{where}.{field}", kind)]
    if parts:
        return [place for part in parts for place in unmarked(where, part)]
    return [where] if hint is str else []


def test_every_text_of_every_request_has_a_rule() -> None:
    found = [place for name, method in every_method().items() for place in unmarked(name, method.types[0])]
    assert found == []


@play
async def test_words_are_stored_clean_and_blank_ones_are_deleted() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    made = await lab.ok(device, "create_vault", title=f" \u202e{NFD}\u200b\n", why="a\r\nb", due="\u3164")
    assert made["name"] == "목표 é"
    assert made["context"]["goal"] == {"title": "목표 é", "why": "a\nb"}
    words = {
        "goal": {"title": f"x{NFD}", "why": "\u200b", "due": "2030-01-02"},
        "names": {"n1": "\u3164", "n2": f"{NFD}\0"},
        "slots": {"N": " \u2067up\u2069 "},
    }
    kept = await lab.ok(device, "set_words", vault=made["vault"], words=words)
    assert kept["pending"] == {
        "goal": {"title": "x목표 é", "why": None, "due": "2030-01-02"},
        "names": {"n1": None, "n2": "목표 é"},
        "slots": {"N": "up"},
    }
    lab.draft(device, made["vault"], 1, {"mass_modifier": 0.25})
    done = await lab.ok(device, "commit", vault=made["vault"], label=f"{NFD}\t!", note="\u200d")
    assert (done["commit"]["label"], done["commit"]["note"]) == ("목표 é !", None)
    for text in (NFD.upper(), "é  !", "\u200b목\u200b표"):
        found = await lab.ok(device, "find", vault=made["vault"], text=text)
        assert found["positions"] == [1], text


@play
async def test_a_text_is_measured_after_it_is_cleaned() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    longest = unicodedata.normalize("NFD", "각" * 200)
    assert len(longest) == 600
    made = await lab.ok(device, "create_vault", title=longest)
    assert made["name"] == "각" * 200
    answer = await lab.call(device, "create_vault", title=longest + "x")
    assert answer["error"]["code"] == "INVALID_REQUEST"
    assert (answer["error"]["field"], answer["error"]["limit"]) == ("title", 200)


@play
async def test_a_name_needs_a_visible_character() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    answer = await lab.call(device, "create_vault", title="\u3164\u200d ")
    assert (answer["error"]["code"], answer["error"]["field"]) == ("BAD_CONTEXT", "goal.title")
    assert (await lab.ok(device, "boot"))["vaults"] == []
    vault = (await lab.ok(device, "create_vault", title="Goal"))["vault"]
    words = {"goal": {"title": "\u3164"}}
    assert await lab.code(device, "set_words", vault=vault, words=words) == "BAD_CONTEXT"
    lab.draft(device, vault, 1, {"mass_modifier": 0.25})
    assert await lab.code(device, "keep_whatif", vault=vault, name="\u2800") == "BAD_WHATIF_NAME"
    fields = {"name": NAME, "password": PASSWORD}
    assert await lab.code(device, "register", **fields, device_name="\u3164") == "BAD_DEVICE_NAME"


@play
async def test_a_password_may_be_any_text_and_is_one_in_every_form() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    password = "\u2003열려라 참깨 é 🐳 "
    forms = [unicodedata.normalize(form, password) for form in ("NFC", "NFD", "NFKC", "NFKD")]
    fields = {"name": "김", "device_name": "A"}
    # Six syllables have eighteen letters in NFD.
    short = unicodedata.normalize("NFD", "열려라참깨요")
    assert await lab.code(device, "register", password=short, **fields) == "PASSWORD_TOO_SHORT"
    account = await lab.ok(device, "register", password=forms[1], **fields)
    assert account["name"] == "김"
    for form in forms:
        await lab.ok(device, "logout")
        await lab.ok(device, "login", password=form, **fields)
    await lab.ok(device, "logout")
    assert await lab.code(device, "login", password=password.strip(), **fields) == "BAD_CREDENTIALS"


@play
async def test_an_account_name_is_one_name_in_every_spelling() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    fields = {"password": PASSWORD, "device_name": "A"}
    for bad in ("al\u3164ice", "\u0301ab", "\u200b"):
        answer = await lab.call(device, "register", name=bad, **fields)
        assert (answer["error"]["code"], answer["error"]["field"]) == ("BAD_ACCOUNT_NAME", "name")
    account = await lab.ok(device, "register", name=unicodedata.normalize("NFD", " Álice\u200b "), **fields)
    assert account["name"] == "Álice"
    await lab.ok(device, "logout")
    for spelling in ("álice", "ÁLICE", unicodedata.normalize("NFD", "Álice"), "Ａ\u0301ｌｉｃｅ"):
        await lab.ok(device, "login", name=spelling, **fields)
    assert await lab.code(device, "login", name="alice", **fields) == "OTHER_ACCOUNT"
