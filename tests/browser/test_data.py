"""Export, import and deletion, as a person does them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.app import READY_MS, SYNC_MS
from tests.browser.ids import selector
from tests.browser.pair import NAME, PASSWORD, pair
from tests.browser.profile import DESK, PHONE
from tests.browser.test_pages import Look

if TYPE_CHECKING:
    from tests.browser.app import App
    from tests.browser.conftest import StartProfile
    from tests.browser.journal import Journal
    from tests.browser.profile import DESK, PHONE
    from tests.browser.server import Server

PASSPHRASE = "an archive of the alps"


def open_data(app: App) -> App:
    app.go("settings").at("data-link").click()
    expect(app.at("data-persistence")).to_be_visible()
    return app


def save(app: App, button: str, folder: Path) -> Path:
    """The file that a button hands to the browser."""
    with app.page.expect_download(timeout=SYNC_MS) as waited:
        app.at(button).click()
    path = folder / waited.value.suggested_filename
    waited.value.save_as(path)
    return path


def save_archive(app: App, folder: Path) -> Path:
    app.at("archive-passphrase").fill(PASSPHRASE)
    app.at("archive-again").fill(PASSPHRASE)
    return save(app, "archive-save", folder)


def looks_right(app: App, what: str) -> None:
    """Nothing that axe finds, and no scrolling sideways."""
    # What the bars of the page happen to cover is no smaller for it.
    app.page.evaluate("scrollTo(0, 0)")
    look = Look(app.page, what)
    look.at(what)
    assert not look.problems, look.problems


def confirm(app: App, dialog: str, **fields: str) -> None:
    for field, value in fields.items():
        app.at(f"delete-{field}").fill(value)
    app.at(f"delete-{dialog}confirm").click()


def test_a_goal_leaves_in_files_and_comes_back_in_another_browser(
    server: Server, new_profile: StartProfile, tmp_path: Path
) -> None:
    first = new_profile(PHONE).start(server.url)
    first.create_first_goal("Cross the Alps", "Because they are there")
    first.commit_slide(0.2, "=boots bought", "two pairs")
    first.commit_slide(0.4, "rope")
    facts = first.facts()
    open_data(first)
    document = json.loads(save(first, "export-json", tmp_path).read_text(encoding="utf-8"))
    assert (document["head"], document["state_hash"]) == facts
    assert [each["body"]["kind"] for each in document["commits"]] == ["genesis", "commit", "commit"]
    text = save(first, "export-csv", tmp_path).read_bytes().decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["label"] for row in table] == ["", "'=boots bought", "rope"]
    first.at("export-form-comma").check(force=True)
    text = save(first, "export-csv", tmp_path).read_bytes().decode("utf-8-sig")
    other = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert [{key: cell.replace(",", ".") for key, cell in row.items()} for row in other] == table
    looks_right(first, "data")
    archive = save_archive(first, tmp_path)
    assert b"Alps" not in archive.read_bytes()
    expect(first.at(f"archive-standing-{first.vault()}")).to_contain_text(
        PHONE.text(en="Last archive", ko="마지막 보관")
    )

    second = new_profile(DESK).start(server.url)
    open_data(second)
    second.at("import-file").set_input_files(archive)
    second.at("import-passphrase").fill("not the passphrase")
    second.at("import-open").click()
    refusal = second.page.locator(selector("import-problem", "[data-code=WRONG_PASSPHRASE]"))
    expect(refusal).to_be_visible(timeout=SYNC_MS)
    second.at("import-passphrase").fill(PASSPHRASE)
    second.at("import-passphrase").press("Enter")
    expect(second.at("import-goal")).to_have_attribute("data-status", "new", timeout=SYNC_MS)
    looks_right(second, "import")
    assert second.call("boot")["vaults"] == []
    second.at("import-take").click()
    expect(second.at("vault-name")).to_have_text("Cross the Alps", timeout=SYNC_MS)
    assert second.verify() == second.facts() == facts
    assert second.said() == ["=boots bought", "rope"]
    second.reload()
    assert second.facts() == facts
    open_data(second).at("import-file").set_input_files(tmp_path / next(tmp_path.glob("*.json")).name)
    expect(second.at("import-goal")).to_have_attribute("data-status", "same", timeout=SYNC_MS)


def test_a_deletion_takes_effect_where_the_person_chose_and_nowhere_else(
    server: Server, new_profile: StartProfile, journal: Journal
) -> None:
    # Both open devices bring the key set up to date, and one of them may be told to read it again first.
    journal.expect_refusals(401, 409)
    first, second = pair(server, new_profile(DESK), new_profile(PHONE))
    vault, facts = first.vault(), first.facts()

    open_data(second).at("delete-goal").click()
    expect(second.at("stays")).to_contain_text(PHONE.text(en="On the server", ko="서버"))
    expect(second.at("delete-confirm")).to_be_disabled()
    looks_right(second, "delete")
    second.at("delete-name").fill("Cross the Alps")
    second.at("delete-name").press("Enter")
    expect(second.at("delete-goal-dialog")).to_have_count(0)
    second.at(f"fetch-{vault}").click()
    expect(second.at("vault-name")).to_have_text("Cross the Alps", timeout=SYNC_MS)
    assert second.facts() == facts

    open_data(first).at("delete-goal").click()
    first.at("delete-where-both").check()
    confirm(first, "", name="Cross the Alps", password="not the password")
    problem = first.page.locator(selector("delete-problem", "[data-code=BAD_CREDENTIALS]"))
    expect(problem).to_be_visible(timeout=SYNC_MS)
    confirm(first, "", password=PASSWORD)
    expect(first.at("delete-goal-dialog")).to_have_count(0, timeout=SYNC_MS)
    first.go("goal")
    expect(first.at("first-goal")).to_be_visible()

    # The server has told the other open device by now, or does so within a second.
    open_data(second)
    expect(second.at("deleted-goal")).to_be_visible(timeout=SYNC_MS)
    second.at(f"publish-{vault}").click()
    expect(second.at("deleted-goal")).to_have_count(0, timeout=SYNC_MS)
    second.wait_synced()
    assert second.said() == ["boots bought"]
    assert second.vault() != vault

    open_data(second).at("delete-account").click()
    confirm(second, "account-", **{"account-password": PASSWORD})
    expect(second.at("delete-account-dialog")).to_have_count(0, timeout=SYNC_MS)
    second.wait_phase("local")
    assert second.said() == ["boots bought"]
    first.sync_now()
    first.wait_phase("signed_out")
    open_data(first).at("delete-leave").click()
    first.at("delete-leave-confirm").click()
    first.wait_phase("local")
    first.register(NAME, PASSWORD, "Desk again")
    first.wait_synced()

    open_data(second).at("delete-erase").click()
    expect(second.at("delete-erase-confirm")).to_be_disabled()
    second.at("delete-erase-word").fill(PHONE.text(en="erase", ko="지우기"))
    with second.page.expect_navigation(timeout=READY_MS):
        second.at("delete-erase-confirm").click()
    second.wait_ready()
    expect(second.at("first-goal")).to_be_visible()
    assert second.call("boot")["vaults"] == []
