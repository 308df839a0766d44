// Lets Lighthouse visit a page for tests that are written in Python: one JSON command a line on stdin, one JSON answer a
// line on stdout. A cold visit begins with nothing of the site in the browser, a warm one with all of it.

import { readFile, rm, writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import lighthouse from "lighthouse";
import desktop from "lighthouse/core/config/desktop-config.js";
import puppeteer from "puppeteer-core";
import { withoutWaiting } from "./thread-time.mjs";

const WAIT_MS = 60_000;
const [executablePath, userDataDir] = process.argv.slice(2);
const gathered = `${userDataDir}-gathered`;

const launch = {
  executablePath,
  userDataDir,
  headless: true,
  args: [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    // Without a graphics card a processor would paint the moving pictures, and that is not what is scored.
    "--force-prefers-reduced-motion",
  ],
};

/** In a browser that has just been started: what an earlier page left behind is not scored as this one's. */
async function onNewPage(work) {
  const browser = await puppeteer.launch(launch);
  try {
    return await work(await browser.newPage());
  } finally {
    await browser.close();
  }
}

const testId = (id) => `[data-testid="${id}"]`;

function shortcomings(report) {
  return Object.values(report.audits)
    .filter(({ score }) => score !== null && score < 1)
    .map(({ id, score, displayValue }) => `${id} ${score} ${displayValue ?? ""}`.trim());
}

async function rewriteTrace() {
  const path = `${gathered}/defaultPass.trace.json`;
  const { traceEvents, ...rest } = JSON.parse(await readFile(path, "utf-8"));
  await writeFile(path, JSON.stringify({ ...rest, traceEvents: withoutWaiting(traceEvents) }));
}

const commands = {
  visit: ({ url, form, warm }) =>
    onNewPage(async (page) => {
      const config = form === "desktop" ? desktop : undefined;
      const flags = {
        onlyCategories: ["performance", "accessibility", "best-practices"],
        disableStorageReset: warm,
        throttlingMethod: "simulate",
        logLevel: "silent",
      };
      await lighthouse(url, { ...flags, gatherMode: gathered }, config, page);
      await rewriteTrace();
      const { lhr } = await lighthouse(url, { ...flags, auditMode: gathered }, config);
      await rm(gathered, { recursive: true });
      const scores = Object.entries(lhr.categories).map(([name, { score }]) => [name, score * 100]);
      return { scores: Object.fromEntries(scores), shortcomings: shortcomings(lhr) };
    }),
  /** A goal of one's own, with everything kept for the next visit. */
  settle: ({ url, title }) =>
    onNewPage(async (page) => {
      await page.goto(url);
      await page.waitForSelector("html[data-ready=true]", { timeout: WAIT_MS });
      await page.type(testId("goal-form-title"), title);
      await page.evaluate((it) => document.querySelector(it)?.click(), testId("goal-form-submit"));
      await page.waitForSelector(testId("goal-title"), { timeout: WAIT_MS });
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      return {};
    }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...input } = JSON.parse(line);
  const answer = await commands[command](input).catch((error) => ({ failed: String(error) }));
  console.log(JSON.stringify(answer));
}
