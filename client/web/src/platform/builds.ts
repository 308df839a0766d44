/**
 * Tabs of different builds share the lock of the writer and understand nothing of each other, so one of them would wait
 * for as long as the other is open.
 *
 * The tab that somebody opened or loaded last says its build, and the pages of others save and load again. A page that was
 * loaded for this says nothing: where it gets its old build once more it waits until the other tab is closed, and no two
 * pages ever make each other load in turns.
 */

/** The same for all builds, and so is what is sent: an id. */
const CHANNEL_NAME = "autus-builds";
const LOADED_FOR_ANOTHER = "autus.loadedForAnother";

export function watchBuilds(save: () => Promise<void>): void {
  const channel = new BroadcastChannel(CHANNEL_NAME);
  channel.addEventListener("message", async ({ data }: MessageEvent<string>) => {
    if (data === __BUILD_ID__) return;
    // What is refused now would be refused later: the other tab does not wait for it.
    await save().catch(() => undefined);
    sessionStorage.setItem(LOADED_FOR_ANOTHER, data);
    location.reload();
  });
  if (sessionStorage.getItem(LOADED_FOR_ANOTHER) === null) channel.postMessage(__BUILD_ID__);
  sessionStorage.removeItem(LOADED_FOR_ANOTHER);
}
