// Lets Lighthouse visit a page. A cold visit begins with nothing of the site in the browser, a warm one with all of it.

import { readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import lighthouse from "lighthouse";
import desktop from "lighthouse/core/config/desktop-config.js";
import puppeteer from "puppeteer-core";
import { serve } from "./line-commands.mjs";
import { withoutWaiting } from "./thread-time.mjs";

const WAIT_MS = 60_000;
const VISIT_MS = 120_000;
const CLOSE_MS = 10_000;
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

/** Rejects when the browser is gone, which not all that waits for it would hear of, or when it has had its time. */
function lost(browser) {
  const gone = new Promise((_, reject) => {
    browser.once("disconnected", () => reject(new Error("the browser is gone")));
  });
  const late = sleep(VISIT_MS, undefined, { ref: false }).then(() => {
    throw new Error(`not done within ${VISIT_MS} ms`);
  });
  return Promise.race([gone, late]);
}

/** In a browser that has just been started: what an earlier page left behind is not scored as this one's. */
async function onNewPage(work) {
  const browser = await puppeteer.launch(launch);
  try {
    return await Promise.race([browser.newPage().then(work), lost(browser)]);
  } finally {
    await Promise.race([browser.close(), sleep(CLOSE_MS, undefined, { ref: false })]);
    browser.process()?.kill("SIGKILL");
  }
}

const testId = (id) => `[data-testid="${id}"]`;

function shortcomings(report) {
  return Object.values(report.audits)
    .filter(({ score, errorMessage }) => errorMessage || (score !== null && score < 1))
    .map(({ id, score, displayValue, errorMessage }) =>
      `${id} ${score} ${errorMessage ?? displayValue ?? ""}`.trim(),
    );
}

async function rewriteTrace() {
  const path = `${gathered}/defaultPass.trace.json`;
  const { traceEvents, ...rest } = JSON.parse(await readFile(path, "utf-8"));
  await writeFile(path, JSON.stringify({ ...rest, traceEvents: withoutWaiting(traceEvents) }));
}

const RECORDINGS_MAX = 3;

const visitOnce = ({ url, form, warm, categories }) =>
  onNewPage(async (page) => {
    const config = form === "desktop" ? desktop : undefined;
    const flags = {
      onlyCategories: categories,
      disableStorageReset: warm,
      // It scores nothing, and a Chromium has crashed while its page came back.
      skipAudits: ["bf-cache"],
      throttlingMethod: "simulate",
      logLevel: "silent",
    };
    await lighthouse(url, { ...flags, gatherMode: gathered }, config, page);
    if (categories.includes("performance")) await rewriteTrace();
    const { lhr } = await lighthouse(url, { ...flags, auditMode: gathered }, config);
    await rm(gathered, { recursive: true });
    return lhr;
  });

/** Once more where the recording went wrong, as Lighthouse asks for: on a busy machine it may miss its beginning. */
async function visit(asked) {
  let report;
  for (let taken = 0; taken < RECORDINGS_MAX; taken++) {
    report = await visitOnce(asked);
    if (!report.runtimeError) {
      const scores = Object.entries(report.categories).map(([name, { score }]) => [
        name,
        score * 100,
      ]);
      return { scores: Object.fromEntries(scores), shortcomings: shortcomings(report) };
    }
  }
  throw new Error(report.runtimeError.message);
}

await serve({
  visit,
  /** A goal of one's own, with everything kept for the next visit. */
  settle: ({ url, title }) =>
    onNewPage(async (page) => {
      await page.goto(url);
      await page.waitForSelector("html[data-ready=true]", { timeout: WAIT_MS });
      await page.type(testId("goal-form-title"), title);
      await page.evaluate((it) => document.querySelector(it)?.click(), testId("goal-form-submit"));
      await page.waitForSelector(testId("goal-title"), { timeout: WAIT_MS });
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    }),
});
// What a lost browser has left waiting would keep it.
process.exit();
