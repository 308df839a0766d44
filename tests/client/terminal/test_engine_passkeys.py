"""Passkeys: the engine of devices, a real server, and authenticators in software."""

from __future__ import annotations

import base64

import pytest

from shared.device.account import ways_change
from tests.authenticator import PRESENT, shown
from tests.client.terminal.phones import NAME, NEW_PASSWORD, NEXT, UNUSABLE, WITH_PASSWORD, Phone, Play


def test_a_new_device_logs_in_with_a_passkey_alone(play: Play) -> None:
    async def story(one: Phone, two: Phone) -> None:
        assert (await two.ok("ask_passkey", purpose="login"))["credentials"] == []
        credential = await one.add()
        assert await one.ways() == [("password", None), ("passkey", "Key ring")]
        answer = await two.log_in(credential)
        # The passkey tells the name of the account, in the letters in which the person wrote it.
        assert answer["account"]["name"] == NAME
        assert [vault["name"] for vault in answer["vaults"]] == ["Ship it"]
        assert await two.ways() == await one.ways()
        assert [row["name"] for row in await two.ok("devices")] == ["one", "two"]
        way = (await two.ok("ways"))["ways"][1]
        assert way["device"] == (await one.ok("boot"))["account"]["device"]
        # A second passkey of the account has the same user handle, and its credential is in the question.
        asked = await two.ok("begin_passkey")
        assert asked["user"] == base64.b64encode(credential.user).decode()
        assert asked["credentials"] == [base64.b64encode(credential.id).decode()]

    play(story)


def test_a_passkey_does_what_a_password_does(play: Play) -> None:
    async def story(one: Phone, two: Phone) -> None:
        credential = await one.add()
        await two.log_in(credential)
        await two.ok("change_password", **await two.show(credential, "keys"), **NEXT)
        assert await one.code("change_password", **WITH_PASSWORD, **NEXT) == "WRONG_PASSWORD"
        code = (await two.ok("begin_recovery_code"))["code"]
        await two.ok("add_recovery_code", **await two.show(credential, "keys"), typed=code)
        assert await two.ways() == [("passkey", "Key ring"), ("password", None), ("recovery", None)]
        device = (await two.ok("boot"))["account"]["device"]
        renamed = {"device": device, "name": "Two again"}
        await two.ok("rename_device", **await two.show(credential, "login"), **renamed)
        await two.ok("renew_device_id", **await two.show(credential, "login"), device_name="Two anew")
        await two.ok("remove_recovery_code", **await two.show(credential, "keys"))
        await two.ok("end_other_sessions", **await two.show(credential, "confirm"))
        assert (await one.ok("sync"))["needs"] == "login"
        await one.log_in(credential)
        assert (await one.ok("sync"))["phase"] == "synced"
        assert "Two anew" in [row["name"] for row in await one.ok("devices")]
        # A further passkey, with the first one at hand.
        second = await one.add(name="Laptop", password=None, **await one.show(credential, "keys"))
        await two.log_in(second)
        vault = (await two.ok("boot"))["vaults"][0]["vault"]
        await two.ok("delete_vault", **await two.show(second, "confirm"), vault=vault, where="both")
        await two.ok("delete_account", **await two.show(second, "confirm"))
        refused = await one.show(credential, "login")
        assert await one.code("login_with_passkey", **refused, device_name="one") == "BAD_CREDENTIALS"

    play(story)


def test_a_passkey_that_was_removed_opens_nothing(play: Play) -> None:
    async def story(one: Phone, two: Phone) -> None:
        first, second = await one.add(), await one.add(name="Laptop")
        ways = {way["name"]: way["id"] for way in (await one.ok("ways"))["ways"]}
        assert await one.code("remove_passkey", way="00" * 16, **WITH_PASSWORD) == "NO_PASSKEY"
        assert await one.code("remove_passkey", way=ways[None], **WITH_PASSWORD) == "NO_PASSKEY"
        wrong = {"way": ways["Laptop"], "password": "never a password of it"}
        assert await one.code("remove_passkey", **wrong) == "WRONG_PASSWORD"
        # A passkey may remove itself.
        await one.ok("remove_passkey", way=ways["Laptop"], **await one.show(second, "keys"))
        answer = await two.show(second, "login")
        assert await two.code("login_with_passkey", **answer, device_name="two") == "BAD_CREDENTIALS"
        assert await one.code("remove_recovery_code", **await one.show(second, "keys")) == "NO_RECOVERY_CODE"
        fields = {"new_password": NEW_PASSWORD, "end_sessions": False}
        assert (
            await one.code("change_password", **await one.show(second, "keys"), **fields) == "WRONG_PASSKEY"
        )
        await two.log_in(first)
        assert await two.ways() == [("password", None), ("passkey", "Key ring")]

    play(story)


def test_what_gives_no_key_is_no_way_in(play: Play) -> None:
    async def story(one: Phone, two: Phone) -> None:
        listed = await one.add()
        with_passkey = {"password": None, **await one.show(listed, "keys")}
        # The last one is a key that is another one the second time.
        for prf in (*UNUSABLE, base64.b64encode(bytes(range(32))).decode()):
            _, request = await one.make(prf=prf, **with_passkey)
            assert await one.code("add_passkey", **request) == "PASSKEY_NO_KEY"
            _, request = await one.make(**with_passkey)
            request["again"] = {**request["again"], "prf": prf}
            assert await one.code("add_passkey", **request) == "PASSKEY_NO_KEY"
        assert await one.ways() == [("password", None), ("passkey", "Key ring")]
        # In a browser without the extension, a listed passkey gives no key, and no session is opened.
        for prf in UNUSABLE:
            answer = await two.show(listed, "login")
            answer["passkey"] = {**answer["passkey"], "prf": prf}
            assert await two.code("login_with_passkey", **answer, device_name="two") == "PASSKEY_NO_KEY"
        assert (await two.ok("boot"))["account"] is None

    play(story)


def test_a_passkey_that_the_server_would_refuse_becomes_no_way_in(play: Play) -> None:
    async def story(one: Phone, _: Phone) -> None:
        credential, request = await one.make()
        asked = await one.ok("begin_passkey")
        challenge, prf = base64.b64decode(asked["again"]), credential.prf(base64.b64decode(asked["prf"]))
        unverified = one.authenticator.answer(credential, challenge, flags=PRESENT)
        request["again"] = shown(unverified, prf)
        assert await one.code("add_passkey", **request) == "PASSKEY_REFUSED"
        assert await one.ways() == [("password", None)]
        assert await one.code("add_passkey", **{**request, "name": " "}) == "BAD_PASSKEY_NAME"

    play(story)


def test_a_passkey_of_another_account_opens_no_known_account(play: Play) -> None:
    async def story(one: Phone, two: Phone) -> None:
        await two.ok("register", name="other", device_name="two", **WITH_PASSWORD)
        credential = await one.add()
        answer = await two.show(credential, "login")
        assert await two.code("login_with_passkey", **answer, device_name="two") == "BAD_CREDENTIALS"
        answer = await two.show(credential, "keys")
        assert await two.code("change_password", **answer, **NEXT) == "WRONG_PASSKEY"

    play(story)


def test_an_account_has_a_bounded_number_of_ways_in(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways_change, "WAYS_MAX", 2)

    async def story(one: Phone, _: Phone) -> None:
        await one.add()
        _, request = await one.make()
        assert await one.code("add_passkey", **request) == "TOO_MANY_WAYS"

    play(story)
