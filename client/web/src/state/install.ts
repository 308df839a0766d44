/** The browser's offer to install the page as an app, held back until a person has used it a little. */
import { computed, signal } from "@preact/signals";
import { type InstallOffer, watchInstallOffers } from "../platform/install";
import { view } from "./app";
import { dismissInstall, installDismissed } from "./prefs";

const COMMITS_BEFORE = 4;
const offer = signal<InstallOffer | null>(null);

export const canInstall = computed(() => offer.value !== null);

/** After some commits in a goal of one's own, and only until it was declined once. */
export const offersInstall = computed(
  () =>
    canInstall.value &&
    !installDismissed.value &&
    view.value?.demo === false &&
    view.value.commits >= COMMITS_BEFORE,
);

export function watchInstall(): void {
  watchInstallOffers((next) => {
    offer.value = next;
  });
}

export async function install(): Promise<void> {
  const accepted = offer.value;
  offer.value = null;
  dismissInstall();
  await accepted?.prompt();
}
