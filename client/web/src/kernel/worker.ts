/** The module worker of a tab: wires storage, the engine and the other tabs together. */

import { Dispatcher } from "./dispatcher";
import { openDatabase } from "./host/database";
import type { FromWorker, ToWorker } from "./protocol";
import { Tabs } from "./tabs";
import type { KernelEvent, Problem } from "./types";

/** Tabs of different builds do not talk: their messages may differ. */
const CHANNEL_NAME = `autus-kernel-${__BUILD_ID__}`;

const send = (message: FromWorker) => self.postMessage(message);
const sendEvent = (event: KernelEvent) => send({ type: "event", event });

const LOST: Problem = {
  code: "STORAGE_LOST",
  detail: "The browser closed the storage of this tab.",
};
const ERASED: Problem = {
  code: "DEVICE_ERASED",
  detail: "A tab of this browser erased its storage.",
};

const open = () =>
  openDatabase((erased) => {
    sendEvent({ type: "phase", phase: "failed", ...(erased ? ERASED : LOST) });
    // The lock goes with the worker: an engine without storage would lead on, and answer from its memory.
    self.close();
  });

// Python starts while this opens: only its first call of the host needs it.
const database = open().catch(() => null);

const tabs = new Tabs({
  channel: new BroadcastChannel(CHANNEL_NAME),
  locks: navigator.locks,
  // What was refused while this tab followed may have become possible.
  lead: (publish) =>
    new Dispatcher(
      database.then((it) => it ?? open()),
      publish,
    ),
  onEvent: sendEvent,
  end: () => self.close(),
});

self.addEventListener("message", async ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "flush") tabs.flush();
  else send({ type: "answer", id: data.id, payload: await tabs.call(data.method, data.payload) });
});
