/**
 * Starts the app, and mends a start whose files did not arrive whole. Nothing of the app is needed for that.
 *
 * The server lets no cache keep this file. So a bad copy of it lasts for one load only.
 */
import { startEarly } from "./kernel/early-start";
import { fetchAppAgain, filesOfPage, WORKER_FILE } from "./platform/app-files";
import { hasStarted } from "./platform/first-visit";
import { GOAL_PAGES } from "./platform/goal-pages";
import { browserLanguage, readPrefs } from "./platform/prefs";
import { filesOfTexts } from "./platform/texts";

/** Marks this entry of the history while the page loads again with fetched files. It works without storage. */
const FETCHED_AGAIN = "autus.fetchedAgain";

const TEXTS = {
  en: {
    title: "The app did not arrive whole",
    body: "A file of the app is missing or damaged. Often a network log-in page or a maintenance page answers in its place. Your goals stay in this browser.",
    again: "Fetch the app again",
    failed: "The app still does not arrive whole. Your goals stay in this browser.",
  },
  ko: {
    title: "앱 파일을 제대로 받지 못했어요",
    body: "앱 파일이 없거나 손상됐어요. 네트워크 로그인 페이지나 점검 페이지가 대신 응답하면 생길 수 있어요. 목표는 이 브라우저에 그대로 있어요.",
    again: "앱 다시 받기",
    failed: "아직 앱 파일을 제대로 받지 못했어요. 목표는 이 브라우저에 그대로 있어요.",
  },
};

const language = readPrefs().language ?? browserLanguage();
const texts = TEXTS[language];

function element<K extends keyof HTMLElementTagNameMap>(name: K, text: string, id: string) {
  const made = document.createElement(name);
  made.textContent = text;
  made.dataset.testid = id;
  return made;
}

async function fetchAndLoad(): Promise<void> {
  await fetchAppAgain();
  history.replaceState(FETCHED_AGAIN, "");
  location.reload();
}

function showFailure(): void {
  const page = document.createElement("main");
  page.className = "alone";
  const told = element("p", "", "app-fetch-problem");
  told.setAttribute("role", "status");
  const button = element("button", texts.again, "app-fetch");
  button.type = "button";
  button.className = "button primary";
  button.onclick = () => {
    told.textContent = "";
    fetchAndLoad().catch((error) => {
      told.textContent = `${texts.failed} (${String(error)})`;
    });
  };
  page.append(element("h1", texts.title, "app-not-whole"), element("p", texts.body, "app-why"));
  page.append(button, told);
  document.getElementById("app")?.replaceChildren(page);
}

/** Fetches the app again once by itself. A second failure is the person's to decide about. */
async function mend(): Promise<void> {
  if (history.state === FETCHED_AGAIN) showFailure();
  else await fetchAndLoad().catch(showFailure);
}

/** An empty file is a module too, and an empty or missing style sheet hides the controls. */
function checkStarted(): void {
  const sheets = [...document.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet]")];
  const started = document.documentElement.dataset.phase !== undefined;
  if (!started || sheets.some(({ sheet }) => sheet === null)) void mend();
  else if (history.state === FETCHED_AGAIN) history.replaceState(null, "");
}

/** Requests files beside the entry, which imports them, and has the browser check them. */
function request(files: RegExp): void {
  for (const [path, hash] of filesOfPage(files)) {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.crossOrigin = "";
    link.href = path;
    link.integrity = `sha256-${hash}`;
    document.head.append(link);
  }
}

/** The service worker has checked and kept all files. On a first visit they would share the line with the page's own. */
function prepareEngine(): void {
  const [worker] = filesOfPage(WORKER_FILE);
  if (!worker || !navigator.serviceWorker?.controller) return;
  // With two processors the engine takes one that the page and the browser need for the first paint.
  startEarly(navigator.hardwareConcurrency > 2 ? worker[0] : null);
}

const happened = (name: string, target: EventTarget) =>
  new Promise((resolve) => target.addEventListener(name, resolve, { once: true }));

/** The page asks for this script without waiting for it, so the page itself may still arrive. */
async function begin(): Promise<void> {
  const loaded = document.readyState === "complete" ? null : happened("load", window);
  // The head of the page, with the list of files, stands before this script.
  request(filesOfTexts(language));
  if (hasStarted()) request(GOAL_PAGES);
  prepareEngine();
  if (document.readyState === "loading") await happened("DOMContentLoaded", document);
  const entry = document.querySelector<HTMLLinkElement>("link[data-entry]");
  if (!entry) return;
  // A rejected import is a file that is not whole, unless the app runs by then.
  await import(/* @vite-ignore */ entry.href).catch((error) => console.error(error));
  await loaded;
  checkStarted();
}

void begin();
