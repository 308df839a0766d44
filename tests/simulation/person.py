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

    async def join(self, profile: Profile) -> None:
        fields = {"name": NAME, "device_name": profile.name}
        if self._world.server.database.keyset is not None:
            await self.with_password(profile, "login", **fields, adopt=True)
        else:
            answer = await self._world.call(profile, "register", **fields, password=PASSWORD)
            self._expect(answer)

    async def with_password(self, profile: Profile, method: str, **fields: object) -> None:
        """Calls with each password that the person has had, until one is right."""
        for password in reversed(self._passwords):
            answer = await self._world.call(profile, method, **fields, password=password)
            if answer.get("error", {}).get("code") not in WRONG_PASSWORD:
                self._expect(answer)
                return

    async def change_ways(self, profile: Profile) -> None:
        """Another password, a recovery code, or a recovery with it."""
        chance = self._world.random.random()
        if chance < 0.5:
            ends = self._world.random.random() < 0.3
            await self.with_password(
                profile, "change_password", new_password=self._new_password(), end_sessions=ends
            )
        elif chance < 0.75 or not self._codes:
            code = await self._new_code(profile)
            await self.with_password(profile, "add_recovery_code", typed=code)
        else:
            await self._recover(profile)

    async def _recover(self, profile: Profile) -> None:
        fields = {"name": NAME, "device_name": profile.name, "adopt": True, "end_sessions": False}
        known, password, typed = self._codes[::-1], self._new_password(), await self._new_code(profile)
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

    async def _new_code(self, profile: Profile) -> str:
        code: str = (await self._world.call(profile, "begin_recovery_code"))["ok"]["code"]
        self._codes.append(code)
        return code
