"""Takes the pictures of the README: a real server, two devices with months of history, and Chromium.

`make pictures` runs it. The pictures go to docs/pictures/.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.async_api import Page, async_playwright  # noqa: E402 - after the path of the project

from scripts.browsers import browser_path  # noqa: E402 - as above
from scripts.picture_device import Device  # noqa: E402 - as above
from scripts.picture_story import NAME, PASSWORD, tell  # noqa: E402 - as above
from scripts.png import smaller  # noqa: E402 - as above
from tests.ports import reserve_port  # noqa: E402 - as above

PICTURES = ROOT / "docs" / "pictures"
SIZE = {"width": 1440, "height": 900}
READY_SECONDS = 30


@asynccontextmanager
async def running_server(folder: Path) -> AsyncIterator[str]:
    """The URL of a server on a free port and an empty data folder."""
    port = reserve_port()
    settings = {"AUTUS_DATA": str(folder / "data"), "AUTUS_PORT": str(port)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", cwd=ROOT, env=os.environ | settings, stdin=subprocess.DEVNULL
    )
    try:
        url = f"http://localhost:{port}"
        await _ready(f"{url}/health/ready", process)
        yield url
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _ready(url: str, process: asyncio.subprocess.Process) -> None:
    for _ in range(READY_SECONDS * 10):
        if process.returncode is not None:
            raise RuntimeError("the server ended by itself")
        try:
            await asyncio.to_thread(urllib.request.urlopen, url, timeout=1)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            return
    raise RuntimeError("the server never became ready")


async def log_in(page: Page, url: str) -> None:
    """Makes the browser the account's third device and waits until it has replayed the history."""
    await page.goto(url)
    await page.wait_for_selector("html[data-ready=true]")
    await page.get_by_test_id("nav-devices").click()
    await page.get_by_test_id("account-kind-login").check()
    for field, text in (("name", NAME), ("password", PASSWORD), ("device", "Desk")):
        await page.get_by_test_id(f"account-{field}").fill(text)
    await page.get_by_test_id("account-submit").click()
    await page.get_by_test_id("account-signed-in").wait_for()
    await page.locator("[data-testid=sync-indicator][data-phase=synced]").wait_for()
    await page.get_by_test_id("nav-goal").click()
    await page.get_by_test_id("guide-skip").click()


async def take(page: Page, name: str) -> None:
    """One picture, once nothing moves any more."""
    await page.get_by_test_id("notice").wait_for(state="hidden")
    await page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    await page.mouse.move(SIZE["width"] - 1, 1)
    await page.wait_for_timeout(800)
    path = PICTURES / f"{name}.png"
    path.write_bytes(smaller(await page.screenshot(animations="disabled", scale="css")))
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KiB")


async def take_all(page: Page) -> None:
    """The four pages with a draft, and a commit of the past."""
    await page.get_by_test_id("nav-goal").click()
    for control, value in (("mass_modifier", 0.2), ("volume_override", 0.45)):
        await page.get_by_test_id(control).fill(str(value))
    await take(page, "goal")
    await page.get_by_test_id("nav-route").click()
    await page.get_by_test_id("node-table").locator("tbody tr button.link").nth(1).click()
    await take(page, "route")
    await page.get_by_test_id("nav-mandala").click()
    for slot, percent in (("E", 29), ("S", 24), ("W", 17)):
        await page.get_by_test_id(f"share-{slot}").fill(str(percent))
    await take(page, "mandala")
    await page.get_by_test_id("commit-discard").click()
    await page.get_by_test_id("nav-history").click()
    await page.get_by_test_id("commit-row").nth(2).click()
    await take(page, "history")


async def main() -> None:
    """Everything, with nothing left behind but the pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        async with running_server(folder) as url, async_playwright() as playwright:
            phone, laptop = Device(folder / "phone", url), Device(folder / "laptop", url)
            try:
                await tell(phone, laptop)
            finally:
                await phone.close()
                await laptop.close()
            browser = await playwright.chromium.launch(
                executable_path=browser_path("chromium"),
                args=["--no-sandbox", "--disable-background-networking", "--no-first-run"],
            )
            page = await browser.new_page(
                viewport=SIZE, locale="en-US", color_scheme="light", reduced_motion="reduce"
            )
            await log_in(page, url)
            await take_all(page)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
