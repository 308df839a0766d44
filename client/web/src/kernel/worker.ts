/** The module worker of a tab: wires storage, the engine and the other tabs together. */

import { Dispatcher } from "./dispatcher";
import { openDatabase } from "./host/database";
import type { FromWorker, ToWorker } from "./protocol";
import { Tabs } from "./tabs";
import type { KernelEvent } from "./types";

/** Tabs of different builds do not talk: their messages may differ. */
const CHANNEL_NAME = `autus-kernel-${__BUILD_ID__}`;

const send = (message: FromWorker) => self.postMessage(message);
const sendEvent = (event: KernelEvent) => send({ type: "event", event });

function storageProblem(error: unknown): { code: string; detail: string } {
  return { code: "STORAGE_FAILED", detail: error instanceof Error ? error.message : String(error) };
}

async function start(): Promise<Tabs> {
  const database = await openDatabase(() =>
    sendEvent({
      type: "phase",
      phase: "failed",
      code: "STORAGE_LOST",
      detail: "The browser closed the storage of this tab.",
    }),
  );
  return new Tabs({
    channel: new BroadcastChannel(CHANNEL_NAME),
    locks: navigator.locks,
    lead: (publish) => new Dispatcher(database, publish),
    onEvent: sendEvent,
  });
}

const started = start();
started.catch((error: unknown) => {
  sendEvent({ type: "phase", phase: "failed", ...storageProblem(error) });
});

async function receive(message: ToWorker): Promise<void> {
  const tabs = await started;
  if (message.type === "flush") tabs.flush();
  else if (message.type === "retry") tabs.retryBoot();
  else
    send({
      type: "answer",
      id: message.id,
      payload: await tabs.call(message.method, message.payload),
    });
}

self.addEventListener("message", (event: MessageEvent<ToWorker>) => {
  void receive(event.data).catch((error: unknown) => {
    if (event.data.type !== "call") return;
    const payload = JSON.stringify({ error: storageProblem(error) });
    send({ type: "answer", id: event.data.id, payload });
  });
});
