/** The number of commits that wait to sync, on the app's icon where the system shows one. */
import { computed, effect } from "@preact/signals";
import { account, sync } from "./app";

const waiting = computed(() => (account.value ? sync.value.waiting : 0));

export function watchBadge(): void {
  if (!("setAppBadge" in navigator)) return;
  effect(() => {
    // Refused where the page is not installed.
    navigator.setAppBadge(waiting.value).catch(() => undefined);
  });
}
