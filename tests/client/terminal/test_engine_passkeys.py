"""Passkeys: the engine of devices, a real server, and authenticators in software."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from client.terminal.host import TerminalHost
from server.settings import Settings
from shared.device.account import ways_change
from shared.device.api.facade import Facade
from shared.device.core.server_client import Refused, ServerClient
from shared.wire.accounts import Confirmation, WaysChange
from tests.authenticator import PRESENT, Authenticator, Credential, shown
from tests.server.conftest import serving

NAME, PASSWORD, NEW_PASSWORD = "Mina", "correct horse battery", "a wholly new password"
WITH_PASSWORD = {"password": PASSWORD}
NEXT = {"new_password": NEW_PASSWORD, "end_sessions": False}
UNUSABLE = [None, "", base64.b64encode(b"k" * 31).decode(), base64.b64encode(bytes(32)).decode()]


class Phone:
    """A device with its engine, and the page of it that asks the authenticator."""

    def __init__(self, folder: Path, url: str, authenticator: Authenticator) -> None:
        self.name = folder.name
        self.host = TerminalHost(folder, url)
        self.authenticator = authenticator
        self._facade = Facade(self.host, lambda _: None)

    async def call(self, method: str, **fields: object) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(await self._facade.call(method, json.dumps(fields).encode()))
        return answer

    async def ok(self, method: str, **fields: object) -> Any:
        answer = await self.call(method, **fields)
        assert "ok" in answer, answer
        return answer["ok"]

    async def code(self, method: str, **fields: object) -> str:
        answer = await self.call(method, **fields)
        assert "error" in answer, answer
        return str(answer["error"]["code"])

    async def ways(self) -> list[tuple[str, str | None]]:
        return [(way["kind"], way["name"]) for way in (await self.ok("ways"))["ways"]]

    async def show(self, credential: Credential, purpose: str, **changes: Any) -> dict[str, Any]:
        """The field of a request with the answer of this passkey. `prf` takes the place of its key."""
        asked = await self.ok("ask_passkey", purpose=purpose)
        value = changes.pop("prf", credential.prf(base64.b64decode(asked["prf"])))
        answer = self.authenticator.answer(credential, base64.b64decode(asked["challenge"]), **changes)
        return {"passkey": shown(answer, value)}

    async def make(self, **changes: Any) -> tuple[Credential, dict[str, Any]]:
        """A new credential, and the request that makes it a way in."""
        asked = await self.ok("begin_passkey")
        user, value = base64.b64decode(asked["user"]), base64.b64decode(asked["prf"])
        credential = self.authenticator.make(user, prf=changes.pop("has_prf", True))
        again = self.authenticator.answer(credential, base64.b64decode(asked["again"]))
        prf = credential.prf(value)
        first = shown(again, prf)
        fields: dict[str, Any] = {
            "name": "Key ring",
            "credential": first["credential"],
            "public_key": base64.b64encode(credential.public_key).decode(),
            "user": first["user"],
            "prf": first["prf"],
            "again": first,
            **WITH_PASSWORD,
        }
        return credential, {**fields, **changes}

    async def add(self, **changes: Any) -> Credential:
        credential, request = await self.make(**changes)
        await self.ok("add_passkey", **request)
        return credential

    async def log_in(self, credential: Credential, **changes: Any) -> Any:
        answer = await self.show(credential, "login")
        return await self.ok("login_with_passkey", **answer, device_name=self.name, **changes)


Play = Callable[[Callable[[Phone, Phone], Coroutine[Any, Any, None]]], None]


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    """Runs a story of two devices of one server. The first one has made an account with a goal."""
    (tmp_path / "dist").mkdir()
    settings = Settings(data=str(tmp_path / "data"), client=str(tmp_path / "dist"))
    with serving(settings) as server:

        async def run(story: Callable[[Phone, Phone], Coroutine[Any, Any, None]]) -> None:
            authenticator = Authenticator(server.url)
            one, two = (Phone(tmp_path / name, server.url, authenticator) for name in ("one", "two"))
            try:
                for phone in (one, two):
                    await phone.ok("boot")
                await one.ok("create_vault", title="Ship it")
                await one.ok("register", name=NAME, device_name="one", **WITH_PASSWORD)
                await one.ok("sync")
                await story(one, two)
            finally:
                for phone in (one, two):
                    await phone.host.close()

        yield lambda story: asyncio.run(run(story))


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
