// Drives a Firefox over WebDriver BiDi. Playwright speaks to a patched Firefox only, not to the one that people have.

import puppeteer from "puppeteer-core";
import { serve } from "./line-commands.mjs";

const WAIT_MS = 60_000;
const [executablePath, userDataDir] = process.argv.slice(2);

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath,
  userDataDir,
  headless: true,
  // The file of a start without a server comes from the service worker, not from this cache.
  extraPrefsFirefox: { "intl.accept_languages": "ko-KR, ko", "browser.cache.disk.enable": false },
});
const page = (await browser.pages())[0] ?? (await browser.newPage());
const complaints = [];
page.on("pageerror", (error) => complaints.push(String(error)));

const testId = (id) => `[data-testid="${id}"]`;

const shown = (selector) => page.waitForSelector(selector, { timeout: WAIT_MS, visible: true });

await serve({
  goto: async ({ url }) => {
    await page.goto(url);
  },
  wait: async ({ selector }) => {
    await shown(selector);
  },
  click: async ({ id }) => {
    const element = await shown(testId(id));
    await element.evaluate((it) => it.scrollIntoView({ block: "center" }));
    await element.click();
  },
  type: async ({ id, text }) => (await shown(testId(id))).type(text),
  slide: async ({ id, value }) =>
    page.$eval(
      testId(id),
      (input, next) => {
        input.value = next;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      },
      String(value),
    ),
  run: async ({ script }) => page.evaluate(script),
  complaints: async () => complaints,
});
await browser.close();
