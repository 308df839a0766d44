/** The browser's offer to keep the page as an app, held back until a person has used it a little. */
import { computed, signal } from "@preact/signals";
import { view } from "./app";
import { dismissInstall, installDismissed } from "./prefs";

/** Not in the DOM's own types: only some browsers have it. */
interface InstallEvent extends Event {
  prompt(): Promise<void>;
}

const COMMITS_BEFORE = 4;
const offered = signal<InstallEvent | null>(null);

export const canInstall = computed(() => offered.value !== null);

/** After some commits in a goal of one's own, and only until it was declined once. */
export const offersInstall = computed(
  () =>
    canInstall.value &&
    !installDismissed.value &&
    view.value?.demo === false &&
    view.value.commits >= COMMITS_BEFORE,
);

export const isInstalled = () => matchMedia("(display-mode: standalone)").matches;

/** In a browser of iOS, where a person adds the page to the home screen without its being told. */
export const canBeAdded = () => "standalone" in navigator && navigator.standalone === false;

export function watchInstall(): void {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offered.value = event as InstallEvent;
  });
  addEventListener("appinstalled", () => {
    offered.value = null;
  });
}

export async function install(): Promise<void> {
  const event = offered.value;
  offered.value = null;
  dismissInstall();
  await event?.prompt();
}
