"""Passkeys where devices and accounts come and go: adding, removing, locking, and a server that lies."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from msgspec.structs import replace

from shared.device.core.server_client import Refused, ServerClient
from shared.wire.accounts import Confirmation, PasskeyLogin, SessionAnswer, Way, WaysChange
from tests.client.terminal.phones import NAME, NEW_PASSWORD, NEXT, UNUSABLE, WITH_PASSWORD, Phone, Play


def test_a_passkey_adds_a_device(play: Play) -> None:
    async def story(one: Phone, two: Phone) -> None:
        credential = await one.add()
        url = one.authenticator.origin
        shown_code = await two.ok("show_device_code", device_name="two", server=url)
        code = {"code": shown_code["link"], "server": url}
        # An answer that was asked for to log in adds nothing, and neither does one that was given before.
        other = await one.show(credential, "login")
        assert await one.code("add_device", **code, **other) == "CHALLENGE_EXPIRED"
        stolen = await one.show(credential, "confirm")
        await one.ok("end_other_sessions", **stolen)
        assert await one.code("add_device", **code, **stolen) == "CHALLENGE_EXPIRED"
        await one.ok("add_device", **code, **await one.show(credential, "confirm"))
        assert (await two.ok("look_for_account"))["name"] == NAME
        await two.ok("join_account", adopt=True)
        assert await two.ways() == await one.ways()

    play(story)


def test_a_passkey_removes_a_device_while_the_goals_move(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(one: Phone, two: Phone) -> None:
        credential = await one.add()
        await two.log_in(credential)
        device = (await two.ok("boot"))["account"]["device"]
        asked, refusals = list[bool](), ["HEADS_MOVED", "ROSTER_MOVED"]
        stop_device, change_ways = ServerClient.stop_device, ServerClient.change_ways

        async def stop(client: ServerClient, target: bytes, confirmation: Confirmation) -> Any:
            asked.append(confirmation.passkey is not None)
            return await stop_device(client, target, confirmation)

        async def change(client: ServerClient, request: WaysChange) -> None:
            if refusals:
                raise Refused(409, refusals.pop(0), "the goals moved", {})
            await change_ways(client, request)

        monkeypatch.setattr(ServerClient, "stop_device", stop)
        monkeypatch.setattr(ServerClient, "change_ways", change)
        await one.ok("revoke_device", device=device, **await one.show(credential, "confirm"))
        # The passkey has answered once.
        assert asked == [True, False, False]
        assert [row["removed"] is None for row in await one.ok("devices")] == [True, False]
        assert (await two.ok("sync"))["phase"] == "revoked"
        # It comes back as a new device.
        await two.log_in(credential)
        assert (await two.ok("sync"))["phase"] == "synced"
        assert [row["removed"] is None for row in await one.ok("devices")] == [True, False]

    play(story)


def test_a_passkey_unlocks_a_device_without_a_server(play: Play) -> None:
    async def story(one: Phone, _: Phone) -> None:
        credential, other = await one.add(), await one.add(name="Laptop")
        times = {"idle_minutes": 0, "on_close": True}
        stranger = one.authenticator.make(b"stranger" * 4)
        wrong = await one.show(stranger, "keys")
        assert await one.code("turn_lock_on", **times, **wrong) == "WRONG_PASSKEY"
        await one.ok("turn_lock_on", **times, **await one.show(credential, "keys"))
        await one.ok("lock")
        assert (await one.call("boot"))["error"]["kinds"] == ["password", "passkey", "passkey"]
        assert await one.code("ask_passkey", purpose="keys") == "LOCKED"
        asked = await one.ok("ask_passkey", purpose="unlock")
        assert asked["credentials"] == [base64.b64encode(each.id).decode() for each in (credential, other)]
        assert await one.code("unlock", **await one.show(stranger, "unlock")) == "WRONG_PASSKEY"
        for prf in UNUSABLE:
            answer = await one.show(credential, "unlock")
            answer["passkey"] = {**answer["passkey"], "prf": prf}
            assert await one.code("unlock", **answer) == "PASSKEY_NO_KEY"
        # The key of one passkey opens nothing in the name of another one.
        answer = await one.show(other, "unlock")
        key = (await one.show(credential, "unlock"))["passkey"]["prf"]
        answer["passkey"] = {**answer["passkey"], "prf": key}
        assert await one.code("unlock", **answer) == "WRONG_PASSKEY"
        opened = await one.ok("unlock", **await one.show(other, "unlock"))
        assert [vault["name"] for vault in opened["vaults"]] == ["Ship it"]

    play(story)


def test_a_passkey_joins_the_account_that_took_the_place_of_the_own_one(play: Play) -> None:
    async def story(one: Phone, two: Phone) -> None:
        await two.ok("login", name=NAME, device_name="two", adopt=True, **WITH_PASSWORD)
        await one.ok("delete_account", **WITH_PASSWORD)
        await one.ok("register", name=NAME, device_name="one", **WITH_PASSWORD)
        credential = await one.add()
        answer = await two.show(credential, "login")
        assert await two.code("login_with_passkey", **answer, device_name="two") == "ACCOUNT_REPLACED"
        joined = await two.log_in(credential, replaces=True)
        assert joined["account"]["identity"] == (await one.ok("boot"))["account"]["identity"]

    play(story)


def test_former_ways_in_are_told_with_the_device_that_removed_them(play: Play) -> None:
    async def story(one: Phone, two: Phone) -> None:
        credential = await one.add()
        await two.log_in(credential)
        assert (await one.ok("ways"))["former"] == []
        await two.ok("change_password", **await two.show(credential, "keys"), **NEXT)
        (way,) = [way for way in (await two.ok("ways"))["ways"] if way["kind"] == "passkey"]
        await one.ok("sync")
        await one.ok("remove_passkey", way=way["id"], password=NEW_PASSWORD)
        passkey, password = (await one.ok("ways"))["former"]
        devices = [(await phone.ok("boot"))["account"]["device"] for phone in (one, two)]
        assert [passkey["kind"], password["kind"]] == ["passkey", "password"]
        assert [passkey["device"], password["device"]] == devices
        assert passkey["added_ms"] == way["added_ms"]
        assert password["removed_ms"] <= passkey["removed_ms"]

    play(story)


def test_a_server_that_gives_another_account_or_other_passkeys_is_refused(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(one: Phone, two: Phone) -> None:
        credential, other = await one.add(), await one.add(name="Laptop")
        keyset = (await one.server.account(0)).keyset
        password, first, second = keyset.ways
        assert first.passkey is not None
        assert second.passkey is not None
        key = replace(first.passkey, public_key=second.passkey.public_key)
        lies = {
            "without it": (password, second),
            "twice": (password, first, first),
            "in another order": (password, second, first),
            "with another public key": (password, replace(first, passkey=key), second),
            "with the credential of the other": (
                password,
                replace(first, passkey=second.passkey),
                replace(second, passkey=first.passkey),
            ),
            "with a name for the password": (replace(password, passkey=first.passkey), first, second),
        }
        log_in = ServerClient.log_in_with_passkey
        told = list[tuple[Way, ...]]()

        async def lie(client: ServerClient, login: PasskeyLogin) -> SessionAnswer:
            answer = await log_in(client, login)
            return replace(answer, keyset=replace(answer.keyset, ways=told[-1]))

        monkeypatch.setattr(ServerClient, "log_in_with_passkey", lie)
        for ways in lies.values():
            told.append(ways)
            answer = await two.show(credential, "login")
            assert await two.code("login_with_passkey", **answer, device_name="two") == "KEYSET_TAMPERED"

        async def give_another(client: ServerClient, login: PasskeyLogin) -> SessionAnswer:
            return replace(await log_in(client, login), **another)

        await two.ok("register", name="other", device_name="two", **WITH_PASSWORD)
        state, account = await two.server.account(0), (await two.ok("boot"))["account"]
        await two.ok("delete_account", **WITH_PASSWORD)
        another = {
            "identity": bytes.fromhex(account["identity"]),
            "keyset": state.keyset,
            "roster": state.roster,
        }
        monkeypatch.setattr(ServerClient, "log_in_with_passkey", give_another)
        answer = await two.show(other, "login")
        assert await two.code("login_with_passkey", **answer, device_name="two") == "WRONG_PASSKEY"
        monkeypatch.setattr(ServerClient, "log_in_with_passkey", log_in)
        assert (await two.log_in(other))["account"]["name"] == NAME

    play(story)
