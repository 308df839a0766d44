// Drives a Firefox over WebDriver BiDi. Playwright speaks to a patched Firefox only, not to the one that people have.

import puppeteer from "puppeteer-core";
import { serve } from "./line-commands.mjs";

const WAIT_MS = 60_000;
const [executablePath, userDataDir, startScript] = process.argv.slice(2);

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath,
  userDataDir,
  headless: true,
  // The file of a start without a server comes from the service worker, not from this cache.
  extraPrefsFirefox: { "intl.accept_languages": "ko-KR, ko", "browser.cache.disk.enable": false },
});
const page = (await browser.pages())[0] ?? (await browser.newPage());
await page.evaluateOnNewDocument(new Function(startScript));
const complaints = [];
page.on("pageerror", (error) => complaints.push(String(error)));

const testId = (id) => `[data-testid="${id}"]`;

/** Rejects with the text of the page where the element does not come. */
async function shown(selector) {
  try {
    return await page.waitForSelector(selector, { timeout: WAIT_MS, visible: true });
  } catch (error) {
    throw new Error(
      `${error.message}; the page: ${await page.evaluate("document.body.innerText")}`,
    );
  }
}

/** Sets the value at once: the page may draw the field anew between two keystrokes. */
function setValue(input, value) {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

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
  fill: async ({ id, value }) => {
    await (await shown(testId(id))).evaluate(setValue, String(value));
  },
  run: async ({ script }) => page.evaluate(script),
  complaints: async () => complaints,
});
await browser.close();
