import "./styles/layers.css";
import "./styles/fonts.css";
import "./styles/fallback.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./ui/buttons.css";
import "./ui/tables.css";
import "./styles/print.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { language } from "./i18n/language";
import { loadTexts } from "./i18n/loaded";
import { engine } from "./kernel/engine-client";
import { ensureFiles, WORKER_FILE } from "./platform/app-files";
import { watchBuilds } from "./platform/builds";
import { hasStarted } from "./platform/first-visit";
import { keepLoadedFonts, loadLettersOf } from "./platform/fonts";
import { watchGestures } from "./platform/gesture";
import { canBeAdded } from "./platform/install";
import { drawLaunchPicturesLate } from "./platform/launch-pictures/late";
import { hindrance, missingFeature, missingSignatures } from "./platform/needs";
import { watchPresence } from "./platform/presence";
import { type Update, watchUpdates } from "./platform/updates";
import { watchWaking } from "./platform/waking";
import {
  announceProblem,
  bootFailed,
  firstPaintDone,
  lock,
  onlineOnly,
  phase,
  ready,
  showCachedView,
  start,
  update,
  view,
} from "./state/app";
import { watchBadge } from "./state/badge";
import { keepMoves, saveBeforeLeaving } from "./state/draft";
import { watchFirstVisit } from "./state/first-visit";
import { askForGoal, takeShared } from "./state/first-words";
import { watchHeld } from "./state/held";
import { watchInstall } from "./state/install";
import { theme } from "./state/prefs";
import { watchPresses } from "./state/press";
import { page, startRouter } from "./state/router";
import { keepTypedBeforeLeaving } from "./state/typed";
import { whenSaved } from "./state/unsaved";
import { guardRanges } from "./ui/touch/ranges";
import { App } from "./views/shell/App";
import { ensureGoalPages, loadGoalPages } from "./views/shell/load-goal-pages";
import { titleOf } from "./views/shell/title";

/** How long the first render waits for the cached view and the font. One render with both is better than two. */
const EMPTY_AFTER_MS = 100;

/** A page that has taken so long to come does not wait for the font, and loads it with the first paint. */
const LATE_AFTER_MS = 1_000;

/** The longest wait for a frame: a hidden page draws none. */
const FRAME_MS_MAX = 100;

/** Text that changes its font after the first render may change its lines too. */
const letters = performance.now() < LATE_AFTER_MS ? loadLettersOf(language.value) : null;
/** On a first visit the form comes first, and the pages of a goal behind it. */
const mayHaveGoal = hasStarted();
// Everything below needs them. `start.ts` has requested them already.
await Promise.all([loadTexts(language.value), mayHaveGoal ? loadGoalPages() : null]);

const root = document.documentElement;

effect(() => {
  root.lang = language.value;
});
effect(() => {
  if (theme.value === "system") root.removeAttribute("data-theme");
  else root.dataset.theme = theme.value;
});
effect(() => {
  root.dataset.phase = phase.value.phase;
  root.dataset.ready = String(ready.value);
});
effect(() => {
  // The browser's history keeps titles, also those of a device that is locked later.
  document.title = titleOf(page.value, lock.value ? undefined : view.value?.name);
});

startRouter(() => {
  askForGoal().catch(announceProblem);
});
// A text that an earlier page could not take. Without storage there is none.
takeShared().catch(() => undefined);
watchInstall();
if (canBeAdded()) drawLaunchPicturesLate(theme);
watchBadge();
watchHeld();
watchGestures();
keepMoves();
watchPresses();
saveBeforeLeaving();
guardRanges(document);
watchWaking(() => engine.wake());
watchPresence(
  () => engine.active(),
  () => lock.value !== null,
);
keepTypedBeforeLeaving();
const missing = missingFeature();
if (missing) bootFailed(missing);
const signatures = missing ? null : missingSignatures();
const hasEnded = () => ready.value || ["failed", "locked"].includes(phase.value.phase);
const untilEnded = () =>
  new Promise<void>((resolve) => {
    const stop = effect(() => {
      if (!hasEnded()) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** Where `start.js` has started the engine, the page connects with it at once. */
const early = !missing && globalThis.autusEarly?.worker ? start() : null;

/** An engine that is not started yet starts after the first paint, so that it does not delay that. */
async function show(): Promise<void> {
  // On a first visit there is no view, and to ask the database for it takes longer than the wait.
  const cached = mayHaveGoal ? showCachedView() : null;
  await Promise.race([Promise.all([cached, letters]), later(EMPTY_AFTER_MS)]);
  watchFirstVisit();
  const mount = document.getElementById("app");
  // What the page itself says until now.
  mount?.replaceChildren();
  if (mount) render(<App />, mount);
  await Promise.race([painted(), later(FRAME_MS_MAX)]);
  if (missing) return;
  const unsigned = await signatures;
  if (unsigned) return bootFailed(unsigned);
  void hindrance(hasEnded).then((problem) => problem && bootFailed(problem));
  // A goal that opens without them asks again, and says why.
  if (!mayHaveGoal) ensureGoalPages().catch(() => undefined);
  // An empty worker would never answer.
  const started = early ?? ensureFiles(WORKER_FILE).then(start, bootFailed);
  firstPaintDone.value = true;
  await started;
}
void show();
if (!missing) {
  const onUpdate = (offered: Update) => {
    update.value = offered;
  };
  const onUnkept = () => {
    onlineOnly.value = true;
  };
  // Without one, every file comes from the network, and the engine's files come first.
  const hasWorker = Boolean(navigator.serviceWorker?.controller);
  const started = hasWorker ? Promise.resolve() : untilEnded();
  void started.then(() => watchUpdates(onUpdate, whenSaved, onUnkept));
  keepLoadedFonts();
  watchBuilds(whenSaved);
}
