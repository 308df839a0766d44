// Drives a Firefox over WebDriver BiDi for tests that are written in Python: one JSON command a line on stdin, one
// JSON answer a line on stdout. Playwright speaks to a patched Firefox only, not to the one that people have.

import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

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

const commands = {
  goto: ({ url }) => page.goto(url),
  wait: ({ selector }) => page.waitForSelector(selector, { timeout: WAIT_MS, visible: true }),
  click: async ({ id }) => {
    const element = await page.waitForSelector(testId(id), { timeout: WAIT_MS, visible: true });
    await element.evaluate((it) => it.scrollIntoView({ block: "center" }));
    await element.click();
  },
  type: async ({ id, text }) => {
    const element = await page.waitForSelector(testId(id), { timeout: WAIT_MS, visible: true });
    await element.type(text);
  },
  slide: ({ id, value }) =>
    page.$eval(
      testId(id),
      (input, next) => {
        input.value = next;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      },
      String(value),
    ),
  run: ({ script }) => page.evaluate(script),
  complaints: () => complaints,
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...given } = JSON.parse(line);
  try {
    const answer = await commands[command](given);
    const plain = command === "run" || command === "complaints" ? (answer ?? null) : null;
    process.stdout.write(`${JSON.stringify({ ok: plain })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: String(error) })}\n`);
  }
}
await browser.close();
