"""The ways by which a device comes into the account of the laboratory."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.shared.device.lab import NAME, PASSWORD, Document, Lab
from tests.simulation.world import Profile

ComeIn = Callable[[Profile], Awaitable[Document]]
"""Brings a device in, and gives the answer to its call."""
Prepare = Callable[[Lab, Profile], Awaitable[ComeIn]]
"""Lets a device of the account make the way in."""


async def with_password(lab: Lab, _: Profile) -> ComeIn:
    async def come_in(device: Profile) -> Document:
        fields = {"name": NAME, "password": PASSWORD, "device_name": device.name, "adopt": False}
        return await lab.call(device, "login", **fields)

    return come_in


async def with_recovery_code(lab: Lab, member: Profile) -> ComeIn:
    code = await add_code(lab, member)

    async def come_in(device: Profile) -> Document:
        fields = await recovery_fields(lab, device, code)
        return await lab.call(device, "recover_with_code", **{**fields, "new_password": PASSWORD})

    return come_in


async def with_other_device(lab: Lab, member: Profile) -> ComeIn:
    async def come_in(device: Profile) -> Document:
        server = "https://autus.example"
        shown = await lab.ok(device, "show_device_code", device_name=device.name, server=server)
        # A server that lies tells the member the truth.
        attack, lab.liar.attack = lab.liar.attack, None
        await lab.ok(member, "add_device", code=shown["link"], server=server, password=PASSWORD)
        lab.liar.attack = attack
        looked: Document = await lab.call(device, "look_for_account")
        if "error" in looked:
            return looked
        return await lab.call(device, "join_account", adopt=False)

    return come_in


WAYS_IN: dict[str, Prepare] = {
    "password": with_password,
    "recovery code": with_recovery_code,
    "another device": with_other_device,
}


async def add_code(lab: Lab, profile: Profile, password: str = PASSWORD) -> str:
    code: str = (await lab.ok(profile, "begin_recovery_code"))["code"]
    await lab.ok(profile, "add_recovery_code", typed=code.replace(" ", "-"), password=password)
    return code


async def recovery_fields(lab: Lab, profile: Profile, code: str) -> Document:
    """The call of a person who has the code, and has typed the new one back."""
    typed = (await lab.ok(profile, "begin_recovery_code"))["code"]
    return {
        "name": NAME,
        "code": code,
        "new_password": "a wholly new password",
        "typed": typed,
        "device_name": profile.name,
        "adopt": False,
        "end_sessions": False,
    }
