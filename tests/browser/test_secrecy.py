"""What a thief of the server's disk finds, a witnessed goal included."""

from __future__ import annotations

import base64

import pytest

from shared.device.account.typed_password import TypedPassword
from shared.device.account.unlock import unlock_account
from shared.vault.envelope import context_key, opening_key
from shared.vault.keys import auth_key, password_kek
from shared.vault.ways import kdf_of
from tests.browser.conftest import StartDevice, StartProfile
from tests.browser.journal import Journal
from tests.browser.native import NativeDevice
from tests.browser.pair import NAME, PASSWORD, join
from tests.browser.server import Server

WORDS = {
    "title": "Überquere die Alpen",
    "reason": "Weil Großvater es nie geschafft hat",
    "node": "Seilgefährte Anton",
    "slot": "Schlaf vor Mitternacht",
    "label": "Erste Etappe geschafft",
    "note": "Der Regen kam um halb vier",
    "renamed": "Die Alpen in zwölf Tagen",
    "device": "Annes Schreibtisch",
}


async def keys_of(device: NativeDevice) -> dict[str, bytes]:
    """Every key that this person's devices work with."""
    inner = device.facade.device
    way = TypedPassword(inner, PASSWORD)
    unlocked = await unlock_account(inner, inner.record, NAME, way)
    kdf = kdf_of(unlocked.answer.keyset)
    assert kdf is not None
    master = await way.master_key(kdf)
    keys = {
        "master key": master,
        "auth key": auth_key(master),
        "key-encryption key": password_kek(master),
        "account key": unlocked.account_key,
        "signing seed": unlocked.signing_seed,
    }
    for vault in inner.vaults.values():
        history = await vault.history()
        for epoch, key in vault.secret.keys.items():
            keys[f"vault key {vault.id.hex()} {epoch}"] = key
            for commit in history.graph.order(vault.meta.head):
                header = (await history.open([commit], contexts=False))[0].header
                opening = opening_key(key, vault.id, header.epoch, header.salt)
                keys[f"opening key {commit.hex()}"] = opening[:32]
                keys[f"blind {commit.hex()}"] = opening[44:]
                words = context_key(key, vault.id, header.epoch, header.salt)
                keys[f"context key {commit.hex()}"] = words[:32]
    return keys


def spellings(secret: bytes) -> list[bytes]:
    in_base64 = [base64.b64encode(secret), base64.urlsafe_b64encode(secret)]
    return [secret, secret.hex().encode(), *(text.rstrip(b"=") for text in in_base64)]


@pytest.mark.parametrize("witnessed", [False, True], ids=["links", "replay"])
def test_the_database_holds_no_word_and_no_key(
    server: Server, new_profile: StartProfile, new_device: StartDevice, journal: Journal, witnessed: bool
) -> None:
    app = new_profile().start(server.url)
    app.create_first_goal(WORDS["title"], WORDS["reason"])
    app.register(NAME, PASSWORD, WORDS["device"])
    app.wait_synced()
    if witnessed:
        app.let_server_replay()
        app.wait_synced()
    node = app.add_node(WORDS["node"])
    app.commit(WORDS["label"], WORDS["note"])
    app.name_slot("W", WORDS["slot"])
    app.slide("share-W", 30)
    app.commit()
    app.go("goal").at("words-edit").click()
    app.at("words-title").fill(WORDS["renamed"])
    app.at("words-save").click()
    app.commit_slide(0.2)
    app.wait_synced()
    device = new_device(server.url)
    join(device)
    keys = device.run(keys_of(device))
    head = app.facts().head
    state_hashes = [row["state_hash"] for row in app.history()]

    journal.expect_network_trouble()
    # Killed: what was in the write-ahead log stays there.
    server.kill()
    disk = server.bytes_on_disk() + server.log.encode()
    assert NAME.encode() in disk, "the search finds what is there"
    assert bytes.fromhex(head) in disk
    for what, text in {**WORDS, "password": PASSWORD, "node id": node, "draft": "mass_modifier"}.items():
        for encoding in ("utf-8", "utf-16-le"):
            assert text.encode(encoding) not in disk, what
    for state_hash in state_hashes:
        assert not any(form in disk for form in spellings(bytes.fromhex(state_hash))), "a bare state hash"
    for what, key in keys.items():
        assert not any(form in disk for form in spellings(key)), what
