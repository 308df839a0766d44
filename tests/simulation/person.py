"""What the person of a world knows: name, passwords and recovery codes, newest last.

The answer to a change may be lost, so the person may have to try the secret before.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.simulation.world import Document, Profile, World

NAME, PASSWORD = "alice", "correct horse battery"


# The last one: an earlier password that still opens what this device has stored.
WRONG_PASSWORD = ("BAD_CREDENTIALS", "WRONG_PASSWORD", "ACCOUNT_UNKNOWN")


class Person:
    """`expect` takes an answer and raises if its refusal is not an acceptable one."""

    def __init__(self, world: World, expect: Callable[[Document], Document]) -> None:
        self._world = world
        self._expect = expect
        self._passwords = [PASSWORD]
        self._codes: list[str] = []
        self.deleted = False

    async def join(self, profile: Profile) -> None:
        fields = {"name": NAME, "device_name": profile.name}
        if self._world.server.database.keyset is not None:
            await self.with_password(profile, "login", **fields, adopt=True)
        else:
            answer = await self._world.call(profile, "register", **fields, password=PASSWORD)
            self._expect(answer)

    async def log_in_again(self, profile: Profile) -> None:
        """What the status asks for. The account may have been deleted meanwhile, or made again."""
        if self._world.server.database.keyset is None and self.deleted:
            self._expect(await self._world.call(profile, "leave_account"))
        else:
            await self.join(profile)

    async def delete_account(self, profile: Profile) -> None:
        """A late registration would bring the deleted account back, so there is none under way."""
        requests = [*self._world.ghosts, *(wait.request for wait in self._world.waits)]
        if not any(request is not None and request[2] == "/api/v1/accounts" for request in requests):
            self.deleted = True
            await self.with_password(profile, "delete_account")

    async def come_in(self, profile: Profile) -> None:
        """A device that has no account yet logs in, or recovers the account with the code."""
        if self._codes and self._world.random.random() < 0.5:
            await self._recover(profile)
        else:
            await self.join(profile)

    async def with_password(self, profile: Profile, method: str, **fields: object) -> None:
        """Calls with each password that the person has had, until one is right."""
        for password in reversed(self._passwords):
            answer = await self._world.call(profile, method, **fields, password=password)
            if answer.get("error", {}).get("code") == "ACCOUNT_REPLACED" and self.deleted:
                again = {**fields, "replaces": True}
                answer = await self._world.call(profile, method, **again, password=password)
            if answer.get("error", {}).get("code") not in WRONG_PASSWORD:
                self._expect(answer)
                return

    async def change_ways(self, profile: Profile) -> None:
        """Another password, a recovery code, or a recovery with it."""
        chance = self._world.random.random()
        if chance < 0.4:
            ends = self._world.random.random() < 0.3
            await self.with_password(
                profile, "change_password", new_password=self._new_password(), end_sessions=ends
            )
        elif chance < 0.65 or not self._codes:
            code = await self._new_code(profile)
            if code is not None:
                await self.with_password(profile, "add_recovery_code", typed=code)
        else:
            await self._recover(profile)

    async def revoke(self, profile: Profile) -> None:
        """Removes another device, as this one knows the list. It comes back as a new one."""
        assert profile.facade is not None
        device = profile.facade.device
        if device.account is None or device.is_revoked:
            return
        roster = await device.roster()
        others = [each for each in roster.devices if each != device.record.device]
        if others:
            target = self._world.random.choice(others)
            await self.with_password(profile, "revoke_device", device=target.hex())

    async def _recover(self, profile: Profile) -> None:
        fields = {"name": NAME, "device_name": profile.name, "adopt": True, "end_sessions": False}
        known, password, typed = self._codes[::-1], self._new_password(), await self._new_code(profile)
        if typed is None:
            return
        for code in known:
            answer = await self._world.call(
                profile, "recover_with_code", **fields, code=code, new_password=password, typed=typed
            )
            if answer.get("error", {}).get("code") not in ("BAD_CREDENTIALS", "WRONG_RECOVERY_CODE"):
                self._expect(answer)
                return

    def _new_password(self) -> str:
        self._passwords.append(f"a long password, number {len(self._passwords)}")
        return self._passwords[-1]

    async def _new_code(self, profile: Profile) -> str | None:
        """None on a device that was removed meanwhile."""
        code: str | None = self._expect(await self._world.call(profile, "begin_recovery_code")).get("code")
        if code is not None:
            self._codes.append(code)
        return code
