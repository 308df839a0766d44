/** The module worker of a tab: connects storage, the engine and the other tabs. */

import type { ClientEvent, ClientProblem } from "../model/engine";
import { Dispatcher } from "./dispatcher";
import { openDatabase } from "./host/database";
import { lockKey } from "./host/lock-key";
import { type FromWorker, PLAIN_WORKER_NAME, type ToWorker } from "./messages";
import type { Stage } from "./start-watch";
import { Tabs } from "./tabs";

/** Tabs of different builds do not talk, because their messages may differ. */
const CHANNEL_NAME = `autus-kernel-${__BUILD_ID__}`;

const send = (message: FromWorker) => self.postMessage(message);
const sendStage = (stage: Stage) => send({ type: "stage", stage });
const sendEvent = (event: ClientEvent) => send({ type: "event", event });

const LOST: ClientProblem = {
  code: "STORAGE_LOST",
  detail: "The browser closed the storage of this tab.",
};
const ERASED: ClientProblem = {
  code: "DEVICE_ERASED",
  detail: "A tab of this browser erased its storage.",
};

const open = () =>
  openDatabase((erased) => {
    sendEvent({ type: "phase", phase: "failed", ...(erased ? ERASED : LOST) });
    // The worker takes its lock along. An engine without storage would go on answering from memory.
    self.close();
  });

// Python starts meanwhile: only its first call of the host needs the database.
const database = open().catch(() => null);

sendStage("lock");
const tabs = new Tabs({
  channel: new BroadcastChannel(CHANNEL_NAME),
  locks: navigator.locks,
  // The database may have been refused while this tab followed, and open now.
  lead: (publish) =>
    new Dispatcher({
      database: database.then((it) => it ?? open()),
      publish,
      onStage: sendStage,
      useSnapshot: self.name !== PLAIN_WORKER_NAME,
    }),
  onEvent: sendEvent,
  lockKey,
  end: () => self.close(),
});

self.addEventListener("message", async ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "flush") tabs.flush();
  else if (data.type === "wake") tabs.wake();
  else if (data.type === "active") tabs.active();
  else send({ type: "answer", id: data.id, payload: await tabs.call(data.method, data.payload) });
});
