"""A server that tells one lie after the other to a real browser, and then is honest again."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from shared.crypto.hashing import fingerprint
from shared.sync.receipt_proof import read_proof
from tests.browser.app import SYNC_MS, App
from tests.browser.conftest import StartDevice, StartProfile
from tests.browser.ids import selector
from tests.browser.journal import Journal
from tests.browser.native import NativeDevice
from tests.browser.pair import NAME, PASSWORD, join
from tests.browser.profile import Profile, Screen
from tests.browser.server import Server
from tests.conftest import ROOT
from tests.lies.attacks import ATTACKS, FORK
from tests.lies.front import LyingServer
from tests.ports import reserve_port

# What the devices page says of some of the lies.
SAID = {
    "a byte of the head": {"en": "does not match its signature", "ko": "서명과 달라요"},
    "an older keyset as a newer one": {"en": "The keys from the server", "ko": "서버에 있는 키가"},
    "an inserted device": {"en": "A statement in the device list", "ko": "기기 목록의 항목이"},
    "a goal held back": {"en": "does not show a goal", "ko": "보여 주지 않아요"},
    "a goal called deleted": {"en": "does not show a goal", "ko": "보여 주지 않아요"},
}
LIES = [*SAID, "a commit left out", "commits in another order", "an older history"]
WHILE_IT_LIES = [f"while it lies {number}" for number in range(len(LIES))]
# These count as no answer: the page says that it tries again.
PASSING = {"a page of HTML": "offline", "a redirect": "offline", "a body without end": "refused"}


@pytest.fixture
def honest(tmp_path: Path, client: Path) -> Iterator[Server]:
    server = Server(tmp_path / "honest", client, reserve_port()).start()
    yield server
    server.kill()


def registered(url: str, profile: Profile) -> App:
    app = profile.start(url)
    app.create_first_goal("Cross the Alps")
    app.commit_slide(0.2, "boots bought")
    app.register(NAME, PASSWORD, "Desk")
    app.wait_synced()
    return app


def seed_of(server: Server) -> bytes:
    ((seed,),) = server.rows("SELECT receipt_seed FROM server")
    assert isinstance(seed, bytes)
    return seed


def save(app: App, button: str, folder: Path) -> Path:
    with app.page.expect_download(timeout=SYNC_MS) as waited:
        app.page.locator(button).click()
    path = folder / waited.value.suggested_filename
    waited.value.save_as(path)
    return path


def test_a_lying_server_is_named_and_the_person_loses_nothing(
    honest: Server,
    port: int,
    new_profile: StartProfile,
    new_device: StartDevice,
    journal: Journal,
    any_screen: Screen,
    tmp_path: Path,
) -> None:
    journal.expect_network_trouble()
    journal.expect_refusals(401, 409, 410)
    front = LyingServer(honest.url, seed_of(honest), port)
    author = new_device(honest.url)
    with front.listening() as url:
        app = registered(url, new_profile(any_screen))
        vault = app.vault()
        join(author)
        app.sync_now()
        app.wait_synced()
        _lies(app, front, author, vault, any_screen)
        _loses_nothing(app, tmp_path)

        front.liar.stop()
        app.go("devices").sync_now()
        app.wait_synced()
        assert "from afar 2" in app.said()
        author.call("sync")

        proof = _forked(app, front, author, vault, tmp_path)
        _is_checked(proof)

        honest.restore(honest.back_up())
        app.go("devices").sync_now()
        app.at("generation-accept").click()
        app.wait_synced()
        assert {"for this one", "for the other", *WHILE_IT_LIES} <= set(app.said())


def _lies(app: App, front: LyingServer, author: NativeDevice, vault: str, screen: Screen) -> None:
    """One lie after the other. The person goes on working all the time."""
    liar = front.liar
    # The browser must not pull the push that is lied about before the lie begins.
    app.page.context.set_offline(True)
    for number in range(3):
        for label in (f"from afar {number}", f"and again {number}"):
            author.commit(vault, 0.1 * number, label)
        author.call("sync")
    liar.begin(ATTACKS["a byte of the head"])
    app.page.context.set_offline(False)
    for number, name in enumerate(LIES):
        liar.begin(ATTACKS[name])
        app.commit_slide(0.05 * number, WHILE_IT_LIES[number])
        app.go("devices").sync_now()
        _is_named(app, ATTACKS[name].codes)
        if name in SAID:
            expect(app.at("sync-details")).to_contain_text(SAID[name][screen.language])
    for name, phase in PASSING.items():
        liar.begin(ATTACKS[name])
        liar.told = 0
        app.go("devices").sync_now()
        assert liar.told
        app.wait_phase(phase)


def _loses_nothing(app: App, folder: Path) -> None:
    assert [label for label in app.said() if label in WHILE_IT_LIES] == WHILE_IT_LIES
    assert app.verify().head
    app.go("settings").at("data-link").click()
    exported = save(app, selector("export-json"), folder).read_text(encoding="utf-8")
    assert all(label in exported for label in WHILE_IT_LIES)


def _is_checked(proof: Path) -> None:
    """Another process checks the file, without an account."""
    key = fingerprint(read_proof(proof.read_bytes()).receipt_key)
    command = [sys.executable, "-m", "client.terminal", "check-proof", str(proof), "--key", key]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.startswith("The proof holds.\n")


def _is_named(app: App, codes: frozenset[str]) -> None:
    """The page shows one of these codes, and no other."""
    shown = app.page.locator(selector("sync-problem")).first
    expect(shown).to_have_attribute("data-code", re.compile("|".join(sorted(codes))), timeout=SYNC_MS)
    expect(shown).to_contain_text(re.compile("|".join(sorted(codes))))


def _forked(app: App, front: LyingServer, author: NativeDevice, vault: str, folder: Path) -> Path:
    """The browser and the other device are shown two histories. The file that the browser saves of it."""
    front.liar.begin(FORK)
    app.commit_slide(0.2, "for this one")
    app.wait_synced()
    front.liar.stop()
    author.commit(vault, 0.3, "for the other")
    author.call("sync")
    app.go("devices").sync_now()
    app.wait_refused("SERVER_FORKED")
    app.go("settings").at("data-link").click()
    expect(app.at("receipt-proof")).to_be_visible()
    return save(app, f"{selector('receipt-proof')} button", folder)
