/** The number of commits that wait to sync, on the app's icon. */
import { computed, effect } from "@preact/signals";
import { showBadge } from "../platform/badge";
import { account, sync } from "./app";

const waiting = computed(() => (account.value ? sync.value.waiting : 0));

export function watchBadge(): void {
  effect(() => showBadge(waiting.value));
}
