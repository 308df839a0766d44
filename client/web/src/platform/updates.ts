/** The service worker: the start without a network, and the offer of a new version. */

import { scriptUrl } from "./script-urls";

const CHECK_EVERY_MS = 3_600_000;
/** A service worker that starts takes a fraction of it. */
const ANSWER_MS_MAX = 10_000;

export interface Update {
  /** Activates the new version. Every tab of this site reloads. */
  apply(): void;
}

/** Whether a worker is the app's own. An empty file installs too: a network page can answer with one. */
function answers(worker: ServiceWorker): Promise<boolean> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => resolve(true);
    setTimeout(resolve, ANSWER_MS_MAX, false);
    worker.postMessage("are you whole", [port2]);
  });
}

/**
 * Registers the service worker and calls `onUpdate` when a new version is installed and waits.
 *
 * Nothing changes under an open page until `apply` is called, in this tab or in another. Then the page loads anew as soon
 * as `whenSaved` resolves. Calls `onUnkept` when the browser keeps no copy of the app: it then opens only with a network.
 */
export async function watchUpdates(
  onUpdate: (update: Update) => void,
  whenSaved: () => Promise<void>,
  onUnkept: () => void,
): Promise<void> {
  // Missing in some private windows, and where a person or an organisation has switched it off.
  if (!navigator.serviceWorker) return onUnkept();
  const container = navigator.serviceWorker;
  const controlledBefore = container.controller !== null;
  let reloading = false;
  container.addEventListener("controllerchange", () => {
    // The first worker of a first visit serves the same files.
    if (!controlledBefore || reloading) return;
    reloading = true;
    void whenSaved().then(() => location.reload());
  });
  const registration = await container
    .register(scriptUrl("/service-worker.js"), { updateViaCache: "none" })
    .catch(() => null);
  if (registration === null) return onUnkept();
  const offer = async (waiting: ServiceWorker) => {
    if (await answers(waiting)) onUpdate({ apply: () => waiting.postMessage("SKIP_WAITING") });
  };
  if (registration.waiting !== null && controlledBefore) void offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const { installing } = registration;
    installing?.addEventListener("statechange", () => {
      if (installing.state === "redundant" && registration.active === null) onUnkept();
      if (installing.state === "installed" && container.controller !== null) void offer(installing);
    });
  });
  const check = () => void registration.update().catch(() => {});
  setInterval(check, CHECK_EVERY_MS);
  addEventListener("online", check);
}
