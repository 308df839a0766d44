/**
 * Tabs of different builds share the writer lock but not a protocol, so one of them would wait for as long as the other
 * is open.
 *
 * The tab that was opened or loaded last announces its build, and pages of other builds save and reload. A page that
 * reloaded for this announces nothing. If it gets its old build again, it waits until the other tab is closed. So no two
 * pages reload each other in turns.
 */

/** The same in every build, as is the message: a build id. */
const CHANNEL_NAME = "autus-builds";
const LOADED_FOR_ANOTHER = "autus.loadedForAnother";

/** A browser that blocks the session's storage keeps no goals either, so no tab waits for another. */
function sessionOf(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

export function watchBuilds(whenSaved: () => Promise<void>): void {
  const session = sessionOf();
  const channel = new BroadcastChannel(CHANNEL_NAME);
  channel.addEventListener("message", async ({ data }: MessageEvent<string>) => {
    if (data === __BUILD_ID__ || typeof data !== "string") return;
    await whenSaved();
    session?.setItem(LOADED_FOR_ANOTHER, data);
    location.reload();
  });
  if (!session?.getItem(LOADED_FOR_ANOTHER)) channel.postMessage(__BUILD_ID__);
  session?.removeItem(LOADED_FOR_ANOTHER);
}
