"""A goal that the server replays: honest merges are vouched for, a lie is named."""

from __future__ import annotations

import msgspec
from playwright.sync_api import expect

from shared import kernel
from shared.chain.body import Body
from shared.chain.header import Kind
from shared.device.core.commit_log import build_entry
from shared.vault.envelope import Unsealed, seal
from shared.wire.pushes import Receipt
from tests.browser.conftest import StartDevice, StartProfile
from tests.browser.native import NativeDevice
from tests.browser.pair import join, registered
from tests.browser.server import Server


async def commit_a_lie(device: NativeDevice, vault_id: str) -> str:
    """A commit whose body claims another state than its draft leads to: what only a changed client makes.
    Answers its id.
    """
    inner = device.facade.device
    vault = inner.vault(bytes.fromhex(vault_id))
    before, history = vault.tip, await vault.history()
    t_ms = device.host.now_ms()
    drafted = kernel.draft_update(before.state, 1, {"mass_modifier": 0.5}, t_ms)
    state = kernel.replay_step(before.state, drafted.draft, t_ms)
    claimed = kernel.state_hash(before.state)
    marker = {"t_ms": t_ms, "state_hash": claimed, "prev_hash": before.marker, "label": "trust me"}
    honest = (await history.body(before.commit)).marker
    body = Body(
        draft=drafted.draft,
        kind="commit",
        marker=msgspec.structs.replace(honest, **marker, hash=kernel.marker_hash(*marker.values())),
        rules=kernel.RULES,
        t_ms=t_ms,
        v=1,
    )
    unsealed = Unsealed(
        kind=Kind.COMMIT,
        parents=(before.commit,),
        device=inner.record.device,
        seq=vault.meta.seq + 1,
        body=body,
    )
    (sealed,) = await seal(device.host.crypto, vault.ring, [unsealed])
    meta = msgspec.structs.replace(
        vault.meta, head=sealed.id, seq=unsealed.seq, waiting=vault.meta.waiting + 1
    )
    after = {"commit": sealed.id, "length": before.length + 1, "t_ms": t_ms}
    tip = before._replace(**after, marker=body.marker.hash, state=state)
    new = build_entry(sealed.id, (sealed.header, sealed.ciphertext), t_ms, None)
    async with vault.locked():
        await vault.write_commits([new], meta, tip)
        vault.forget_history()
    return sealed.id.hex()


def levels(server: Server) -> list[str]:
    rows = server.rows("SELECT receipt FROM pushes ORDER BY number")
    return [msgspec.msgpack.decode(bytes(row[0]), type=Receipt).level for row in rows]  # type: ignore[arg-type]


def error_of(device: NativeDevice) -> dict[str, object] | None:
    (status,) = device.call("sync")["vaults"]
    error: dict[str, object] | None = status["error"]
    return error


def test_honest_merges_are_replayed_and_a_lie_is_refused(
    server: Server, new_profile: StartProfile, new_device: StartDevice
) -> None:
    profile = new_profile()
    app = registered(server, profile)
    vault = app.vault()
    app.let_server_replay()
    other = new_device(server.url)
    join(other)
    profile.set_offline(True)
    app.commit_slide(0.1, "here")
    app.commit_slide(0.2, "here again")
    other.commit(vault, 0.3, "there")
    assert error_of(other) is None
    profile.set_offline(False)
    app.sync_now()
    app.wait_synced()
    assert [row["kind"] for row in app.history()].count("merge") == 1
    assert levels(server) == ["links", "replay", "replay"]
    assert error_of(other) is None

    honest = app.facts()
    lie = other.run(commit_a_lie(other, vault))
    error = error_of(other)
    assert error is not None
    assert (error["code"], error["commit"]) == ("REPLAY_MISMATCH", lie)
    assert len(levels(server)) == 3
    app.sync_now()
    app.wait_synced()
    assert app.facts() == honest

    # Without a witness the server cannot see the lie; every other device does.
    other.call("set_witnessed", vault=vault, on=False)
    assert error_of(other) is None
    assert levels(server)[-1] == "links"
    app.wait_refused("REPLAY_MISMATCH")
    app.at("sync-problem").locator("summary").click()
    expect(app.at("sync-problem")).to_contain_text(lie)
    assert app.facts() == honest
    app.commit_slide(0.15, "on the honest history")
    assert app.verify() == app.facts()
    fresh = new_device(server.url)
    join(fresh)
    error = error_of(fresh)
    assert error is not None
    assert (error["code"], error["commit"]) == ("REPLAY_MISMATCH", lie)
