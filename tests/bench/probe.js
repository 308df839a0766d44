// Runs in every page under measurement, before anything of the page: takes times where the page itself is.
(() => {
  const FIRST_OWN_CALL = 1_000_000_000;
  const find = (id) => document.querySelector(`[data-testid="${id}"]`);
  const isReady = () => document.documentElement?.dataset.ready === "true";

  /** When the next frame has been handed to the screen. */
  const painted = () =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(null);
      });
    });

  /** When the document first passes the test, when it is laid out then, and when that is on the screen. */
  function watch(test) {
    return new Promise((resolve) => {
      const observer = new MutationObserver(check);
      function check() {
        if (!test()) return false;
        const changed = performance.now();
        observer.disconnect();
        document.body?.getBoundingClientRect();
        const laidOut = performance.now();
        painted().then((shown) => resolve({ changed, laidOut, shown }));
        return true;
      }
      if (!check()) {
        observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      }
    });
  }

  // The page's own worker, which is asked what the page's own code would ask it.
  const NativeWorker = window.Worker;
  const answers = new Map();
  const events = [];
  let kernel = null;
  let calls = FIRST_OWN_CALL;
  window.Worker = class extends NativeWorker {
    constructor(url, options) {
      super(url, options);
      if (kernel !== null) return;
      kernel = this;
      this.addEventListener("message", ({ data }) => {
        if (data.type === "event") {
          const { type, phase, status } = data.event;
          events.push({ at: performance.now(), type, phase: phase ?? status?.phase });
        } else {
          answers.get(data.id)?.(data.payload);
          answers.delete(data.id);
        }
      });
    }
  };

  async function call(method, input) {
    const id = calls++;
    const start = performance.now();
    const text = await new Promise((resolve) => {
      answers.set(id, resolve);
      kernel.postMessage({ type: "call", id, method, payload: JSON.stringify(input) });
    });
    const ms = performance.now() - start;
    const answer = JSON.parse(text);
    if (answer.error) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
    return { answer: answer.ok, ms, start };
  }

  async function slide(value) {
    const input = find("volume_override");
    const before = find("q-density-sim")?.textContent;
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
    const seen = watch(() => {
      const text = find("q-density-sim")?.textContent;
      return text !== undefined && text !== before;
    });
    const start = performance.now();
    set.call(input, value);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    const { laidOut, shown } = await seen;
    return { laidOut: laidOut - start, shown: shown - start };
  }

  /** Click, durable, and on the screen. */
  async function commit() {
    const button = find("commit-button");
    const state = () => find("commit-button")?.dataset.state;
    const start = performance.now();
    button.click();
    const done = await watch(() => state() === "durable");
    return { changed: done.changed - start, shown: done.shown - start };
  }

  // Frames are counted while a hand moves; presses, and what moves by itself, from `watchFrames` on.
  let gaps = [];
  let last = 0;
  let counting = false;
  let pressed = new Map();
  let pressedBefore = 0;
  let shift = 0;
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) {
      if (interactionId) pressed.set(interactionId, Math.max(pressed.get(interactionId) ?? 0, duration));
    }
  }).observe({ type: "event", durationThreshold: 16 });
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) shift += value;
  }).observe({ type: "layout-shift" });

  function watchFrames() {
    gaps = [];
    pressed = new Map();
    pressedBefore = performance.interactionCount;
    shift = 0;
  }

  function countFrames(on) {
    counting = on;
    last = 0;
    if (on) requestAnimationFrame(count);
  }

  function count(now) {
    if (!counting) return;
    if (last) gaps.push(now - last);
    last = now;
    requestAnimationFrame(count);
  }

  /** An interaction of less than 16 ms is not told, and counts as 16. */
  function framesSeen() {
    const told = [...pressed.values()];
    const quick = performance.interactionCount - pressedBefore - told.length;
    return { gaps, interactions: [...told, ...Array(Math.max(0, quick)).fill(16)], shift };
  }

  const seen = {};
  const note = (name, test) => watch(test).then(({ shown }) => { seen[name] = shown; });
  note("state", () => find("q-density-live") !== null);
  note("controls", () => find("volume_override")?.disabled === false);
  note("ready", () => isReady() && find("volume_override")?.disabled === false);
  note("welcome", () => isReady() && find("goal-form-submit") !== null);

  window.bench = { call, commit, countFrames, events, framesSeen, painted, seen, slide, watchFrames };
})();
