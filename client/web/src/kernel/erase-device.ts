/** Erasing everything of this site in this browser. */

import { deleteDB } from "idb";
import { DATABASE_NAME } from "./host/database";

const LOG_OUT_WAIT_MS = 5_000;
const BLOCKED_AFTER_MS = 3_000;

/**
 * Erases everything of this site in this browser and loads the page anew. The server and other devices keep their data.
 *
 * `signedIn`: there may be a session, which then ends on the server too.
 * `onBlocked`: another tab still has the database open. Erasing goes on once that tab is closed.
 */
export async function eraseDevice(signedIn: boolean, onBlocked: () => void): Promise<void> {
  if (signedIn) {
    // Without a network the session expires on the server. Erasing does not depend on it.
    // Not through the engine, which answers nothing while the device is locked.
    const signal = AbortSignal.timeout(LOG_OUT_WAIT_MS);
    await fetch("/api/v1/sessions", { method: "DELETE", signal }).catch(() => undefined);
  }
  // The workers of all tabs end on this. A suspended one does not, and then the browser does not say so either.
  const blocked = setTimeout(onBlocked, BLOCKED_AFTER_MS);
  try {
    await deleteDB(DATABASE_NAME, { blocked: onBlocked });
  } finally {
    clearTimeout(blocked);
  }
  for (const name of await caches.keys()) await caches.delete(name);
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? [])
    await worker.unregister();
  localStorage.clear();
  sessionStorage.clear();
  location.replace("/");
}
