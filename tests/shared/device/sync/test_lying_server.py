"""Every attack of the lying server: refused with its code, nothing lost, and healed by an honest server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shared.device.core.records import HALF
from shared.device.sync import snapshots
from shared.wire.codes import CODES
from tests.conftest import ROOT
from tests.lies.attacks import ATTACKS, FORK
from tests.lies.liar import Attack
from tests.shared.device.coming_in import WAYS_IN
from tests.shared.device.lab import NAME, PASSWORD, Document, Lab, play
from tests.shared.device.transfers import archive
from tests.simulation.server import SimServer
from tests.simulation.world import Profile

OF_PARAMETERS = {"weak parameters", "absurd parameters"}
# Nobody derives a key from a code with parameters, and what another device sent has the keyset's hash.
OF_OTHER_WAYS = {"recovery code": {"KEYSET_TAMPERED"}, "another device": {"SERVER_FORKED"}}
CASES = [(name, where) for name, attack in ATTACKS.items() for where in attack.meets]


@pytest.fixture(autouse=True)
def _few_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "SNAPSHOT_COMMITS", 2)


@pytest.fixture(params=["in a round", "pushed first"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Lab, "pushes_first", request.param == "pushed first")


async def account(lab: Lab) -> tuple[Profile, Profile, str]:
    """A and B in one account with two goals. Of the first one A has pushed more than B has seen."""
    a, b = await lab.device("A"), await lab.device("B")
    await lab.join(a)
    other = (await lab.ok(a, "create_vault", title="Another"))["vault"]
    vault = (await lab.ok(a, "create_vault", title="Ship it"))["vault"]
    await lab.ok(a, "sync")
    for goal in (other, vault):
        await lab.commit(a, goal, f"first of {goal}")
        await lab.ok(a, "sync")
    await lab.join(b)
    assert await lab.sync_error(b, vault) is None
    for push in range(3):
        for number in range(3):
            await lab.commit(a, vault, f"a{push}{number}")
        await lab.ok(a, "sync")
    return a, b, vault


def told(status: Document) -> set[str]:
    """The codes that the status shows. No answer and an ended session are phases."""
    errors = [status["error"], *(vault["error"] for vault in status["vaults"])]
    phases = {"offline": {"TIMEOUT"}, "signed_out": {"NOT_SIGNED_IN"}}
    codes = {error["code"] for error in errors if error is not None}
    return codes or phases.get(status["phase"], set())


async def keeps(lab: Lab, device: Profile, vault: str, before: list[str]) -> None:
    """Nothing that the device had is gone, across a restart; it exports, and it goes on."""
    labels = await lab.labels(device, vault)
    assert set(before) <= set(labels)
    view = await lab.ok(device, "view", vault=vault)
    await lab.restart(device)
    again = await lab.ok(device, "view", vault=vault)
    for fact in ("head", "state_hash", "commits"):
        assert again[fact] == view[fact]
    assert (await lab.ok(device, "verify", vault=vault))["ok"]
    assert await archive(lab, device, vault)
    page = await lab.ok(device, "export_json", vault=vault, after=0, limit=250)
    assert len(page["commits"]) == view["commits"]
    await lab.commit(device, vault, f"goes on {lab.steps}")


async def heals(lab: Lab, vault: str, *devices: Profile) -> None:
    """The server is honest again. Nobody does anything but sync, and all devices have all commits."""
    for device in (*devices, *devices):
        status = await lab.ok(device, "sync")
        assert (status["phase"], status["waiting"], told(status)) == ("synced", 0, set()), status
    first, *others = [await lab.labels(device, vault) for device in devices]
    assert all(other == first for other in others)
    assert len(first) == len(set(first))


def tells(lab: Lab, attack: Attack) -> None:
    lab.liar.begin(attack)
    lab.liar.told = 0


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("name", [name for name, where in CASES if where == "round"])
@play
async def test_a_device_of_the_account_refuses(name: str) -> None:
    attack = ATTACKS[name]
    lab = await Lab.open()
    a, b, vault = await account(lab)
    await lab.commit(b, vault, "own")
    before = await lab.labels(b, vault)
    tells(lab, attack)
    first = await lab.sync_error(b, vault)
    codes = {first["code"]} if first is not None else set()
    codes |= told(await lab.ok(b, "sync"))
    assert lab.liar.told
    assert codes
    assert codes <= attack.codes, codes
    await keeps(lab, b, vault, before)
    # A restart and another round change nothing about it.
    assert told(await lab.ok(b, "sync")) <= attack.codes
    lab.liar.stop()
    await heals(lab, vault, b, a)
    assert {"own", "a00", "a22"} <= set(await lab.labels(a, vault))


@pytest.mark.parametrize("name", [name for name, where in CASES if where == "login"])
@play
async def test_a_further_log_in_refuses(name: str) -> None:
    attack = ATTACKS[name]
    lab = await Lab.open()
    a, b, vault = await account(lab)
    await lab.ok(b, "logout")
    await lab.commit(b, vault, "own")
    before = await lab.labels(b, vault)
    lab.liar.past["elsewhere"].append((await account_elsewhere(lab)).answer)
    tells(lab, attack)
    records = dict(b.records)
    fields = {"name": NAME, "password": PASSWORD, "device_name": "B", "adopt": False}
    assert await lab.code(b, "login", **fields) in attack.codes
    assert b.records == records
    assert lab.liar.told
    await keeps(lab, b, vault, before)
    lab.liar.stop()
    await lab.ok(b, "login", **fields)
    await heals(lab, vault, b, a)
    assert {"own", "a22"} <= set(await lab.labels(a, vault))


@pytest.mark.parametrize("way", WAYS_IN)
@pytest.mark.parametrize("name", [name for name, where in CASES if where == "first"])
@play
async def test_a_new_device_refuses(name: str, way: str) -> None:
    """The device has a goal of its own, which no lie may take."""
    attack = ATTACKS[name]
    codes = OF_OTHER_WAYS.get(way, attack.codes) if name in OF_PARAMETERS else attack.codes
    lab = await Lab.open()
    a, b, vault = await account(lab)
    come_in = await WAYS_IN[way](lab, a)
    await lab.ok(a, "sync")
    c = await lab.device("C")
    local = (await lab.ok(c, "create_vault", title="Mine"))["vault"]
    await lab.commit(c, local, "local")
    before = await lab.labels(c, local)
    tells(lab, attack)
    records = dict(c.records)
    answer = await come_in(c)
    if "error" in answer:
        assert answer["error"]["code"] in codes
        # A device that shows a code has made its half.
        assert {key: each for key, each in c.records.items() if not key.startswith(HALF)} == records
    else:
        assert told(await lab.ok(c, "sync")) <= codes
        assert bool(told(await lab.ok(c, "sync"))) == bool(codes)
    assert lab.liar.told
    await keeps(lab, c, local, before)
    lab.liar.stop()
    if "error" in answer:
        assert "ok" in await come_in(c)
    await heals(lab, vault, a, b, c)
    assert "local" in await lab.labels(c, local)


async def account_elsewhere(lab: Lab) -> SimServer:
    """An empty account of the same name and password, on another database."""
    server, elsewhere = (
        lab.server,
        SimServer(lab.crypto, bytes(32), await lab.crypto.ed25519_public(bytes(32))),
    )
    lab.server = elsewhere
    await lab.join(await lab.device("X"))
    lab.server = server
    return elsewhere


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_refusal_of_a_lie_has_its_text(language: str) -> None:
    folder = Path(ROOT) / "client" / "web" / "src" / "i18n" / language
    texts = "".join(path.read_text(encoding="utf-8") for path in folder.glob("problems-*.ts"))
    for code in set().union(FORK.codes, *(attack.codes for attack in ATTACKS.values())):
        assert code in CODES
        assert re.search(rf"^  {code}: ", texts, re.MULTILINE), code
