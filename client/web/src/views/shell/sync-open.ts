import { signal } from "@preact/signals";

/** The sheet of sync is open. */
export const syncOpen = signal(false);

export function openSync(): void {
  syncOpen.value = true;
}

export function closeSync(): void {
  syncOpen.value = false;
}
