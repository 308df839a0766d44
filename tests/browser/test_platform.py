"""What surrounds the pages: the example goal, the guide, the pages behind the settings, shared texts."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.app import App, wait_until
from tests.browser.conftest import StartProfile
from tests.browser.profile import Screen
from tests.browser.server import Server
from tests.browser.test_pages import Look

MORE = ("summary", "changes", "report", "privacy", "terms")
SHARE = """(text) => {
  const form = Object.assign(document.createElement("form"), { method: "POST", action: "/share" });
  form.enctype = "multipart/form-data";
  const area = Object.assign(document.createElement("textarea"), { name: "text", value: text });
  form.append(area);
  document.body.append(form);
  form.submit();
}"""
NOTHING_SHARED = "caches.open('autus-shared').then((it) => it.keys()).then(({ length }) => length === 0)"
# Longer than the page waits before it draws what another start shows.
LAUNCH_MS = 9_000
PHONE_METRICS = {
    "width": 390,
    "height": 844,
    "screenWidth": 390,
    "screenHeight": 844,
    "deviceScaleFactor": 3,
    "mobile": True,
}
MATCHES = "(media) => matchMedia(media).matches"
GROUND = "getComputedStyle(document.documentElement).backgroundColor"
PICTURE = """async (link) => {
  const image = Object.assign(new Image(), { src: link.href });
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const ctx = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  ctx.drawImage(image, 0, 0);
  const at = (x, y) => `rgb(${[...ctx.getImageData(x, y, 1, 1).data].slice(0, 3).join(", ")})`;
  return { address: link.href, size: [width, height], corner: at(0, 0), middle: at(width / 2, height / 2) };
}"""


def share(app: App, text: str) -> None:
    """Shares a text as another app does. The page has taken it then."""
    with app.page.expect_navigation():
        app.page.evaluate(SHARE, text)
    app.wait_ready()
    wait_until(app.page, NOTHING_SHARED)


def open_example(app: App) -> None:
    app.at("demo-open").click()
    expect(app.at("goal-title")).to_be_visible()


def test_the_example_its_guide_the_pages_behind_the_settings_and_its_end(
    server: Server, new_profile: StartProfile, screen: Screen
) -> None:
    app = new_profile(screen).start(server.url)
    open_example(app)
    take_the_guide(app)
    read_more_pages(app, screen)
    discard_the_example(app)


def take_the_guide(app: App) -> None:
    """It advances when the person has done its step."""
    app.at("guide-start").click()
    popover = app.page.locator(".driver-popover")
    steps = popover.locator(".driver-popover-progress-text")
    expect(steps).to_contain_text("1")
    app.at("volume_override").focus()
    app.page.keyboard.press("ArrowRight")
    expect(steps).to_contain_text("2")
    popover.locator(".driver-popover-next-btn").click()
    expect(steps).to_contain_text("3")
    app.at("commit-button").click()
    expect(popover.locator(".driver-popover-next-btn")).to_be_visible()
    app.page.keyboard.press("Escape")
    expect(popover).to_have_count(0)
    expect(app.at("guide")).to_have_count(0)
    app.reload()
    expect(app.at("guide")).to_have_count(0)


def discard_the_example(app: App) -> None:
    """It is marked on every page, and goes with one tap."""
    for name in ("route", "mandala", "history", "goal"):
        expect(app.go(name).at("demo-banner")).to_be_visible()
    app.at("demo-discard").click()
    expect(app.at("first-goal")).to_be_visible()
    assert app.call("boot")["vaults"] == []
    app.reload()
    expect(app.at("first-goal")).to_be_visible()
    app.at("goal-form-title").fill("산을 넘기")
    app.at("goal-form-submit").click()
    expect(app.at("goal-title")).to_have_text("산을 넘기")
    expect(app.at("demo-banner")).to_have_count(0)


def read_more_pages(app: App, screen: Screen) -> None:
    title = app.go("goal").at("goal-title").inner_text()
    look = Look(app.page, screen.language)
    for name in MORE:
        app.go("settings").at(f"more-{name}").click()
        expect(app.page.locator(".more h1")).to_be_visible()
        expect(app.at("nav-settings")).to_have_attribute("aria-current", "page")
        look.at(name)
        if name != "report":
            look.says(name, screen.language)
    assert look.problems == []
    app.go("settings").at("more-summary").click()
    expect(app.at("summary")).to_contain_text(title)
    hash_shown = app.at("summary").locator("dd.mono").last.inner_text()
    assert hash_shown == app.go("settings").at("state-hash").inner_text()
    app.at("more-report").click()
    assert title not in app.at("report-text").input_value()
    app.at("report-what").fill("It stood still")
    with app.page.expect_download() as download:
        app.at("report-save").click()
    saved = download.value.path().read_text(encoding="utf-8")
    assert saved == "It stood still\n\n" + app.at("report-text").input_value()


def test_a_text_shared_by_another_app_becomes_a_goal_and_never_reaches_the_server(
    server: Server, new_profile: StartProfile, screen: Screen
) -> None:
    app = new_profile(screen).start(server.url)
    app.wait_for_service_worker()
    app.reload()
    server.kill()
    share(app, "Learn the cello\nTwo hours a week")
    expect(app.at("goal-form-title")).to_have_value("Learn the cello")
    expect(app.at("goal-form-why")).to_have_value("Two hours a week")
    # A text that arrives again is the same one, as when a page ends between keeping and forgetting it.
    share(app, "Learn the cello\nTwo hours a week")
    expect(app.at("goal-form-waiting")).to_have_count(0)
    # A second text does not replace the first, which waits; and neither is lost with the page.
    share(app, "Learn to sail 🏴‍☠️")
    expect(app.at("goal-form-title")).to_have_value("Learn to sail 🏴‍☠️")
    expect(app.at("goal-form-waiting")).to_have_text("Learn the cello")
    app.reload()
    expect(app.at("goal-form-title")).to_have_value("Learn to sail 🏴‍☠️")
    app.at("goal-form-waiting").click()
    expect(app.at("goal-form-title")).to_have_value("Learn the cello")
    expect(app.at("goal-form-why")).to_have_value("Two hours a week")
    look = Look(app.page, f"waiting-{screen.language}")
    look.at("waiting")
    assert not look.problems, "\n".join(look.problems)
    app.at("goal-form-submit").click()
    expect(app.at("goal-title")).to_have_text("Learn the cello")
    app.at("vault-switcher").click()
    app.at("vault-new").click()
    expect(app.at("goal-form-title")).to_have_value("Learn to sail 🏴‍☠️")
    expect(app.at("goal-form-waiting")).to_have_count(0)


def test_the_ios_launch_picture_has_the_mark_and_the_background_of_the_theme(
    server: Server, new_profile: StartProfile
) -> None:
    app = new_profile(Screen(390, 844, "en-US", "light")).start(server.url)
    links = app.page.locator("link[rel=apple-touch-startup-image]")
    app.page.add_init_script("Object.defineProperty(navigator, 'standalone', { value: false })")
    session = app.page.context.new_cdp_session(app.page)
    session.send("Emulation.setDeviceMetricsOverride", PHONE_METRICS)
    app.reload()
    expect(links).to_have_count(2)
    upright, on_its_side = links.all()
    assert app.page.evaluate(MATCHES, upright.get_attribute("media"))
    assert not app.page.evaluate(MATCHES, on_its_side.get_attribute("media"))
    for link, size in ((upright, [1170, 2532]), (on_its_side, [2532, 1170])):
        assert link.evaluate(PICTURE)["size"] == size
    by_day = upright.evaluate(PICTURE)
    assert by_day["corner"] == app.page.evaluate(GROUND)
    assert by_day["middle"] != by_day["corner"]
    app.go("settings").at("theme-dark").check()
    expect(upright).not_to_have_attribute("href", by_day["address"])
    assert upright.evaluate(PICTURE)["corner"] == app.page.evaluate(GROUND) != by_day["corner"]
    expect(links).to_have_count(2)


def test_only_ios_draws_launch_pictures_and_not_once_installed(
    server: Server, new_profile: StartProfile
) -> None:
    app, installed = (new_profile().start(server.url) for _ in range(2))
    installed.page.add_init_script("Object.defineProperty(navigator, 'standalone', { value: true })")
    installed.reload()
    app.page.wait_for_timeout(LAUNCH_MS)
    for each in (app, installed):
        expect(each.page.locator("link[rel=apple-touch-startup-image]")).to_have_count(0)
    for name in ("mobile-web-app-capable", "apple-mobile-web-app-capable"):
        expect(app.page.locator(f"meta[name={name}]")).to_have_attribute("content", "yes")
    icon = app.page.locator("link[rel=apple-touch-icon]")
    assert icon.evaluate(PICTURE)["size"] == [180, 180]
