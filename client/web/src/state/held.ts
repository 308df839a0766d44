/** Tells a browser whose storage was deleted from a new one. */
import { effect, signal } from "@preact/signals";
import { type Held, readHeld, storeHeld } from "../platform/held";
import { account, booted, lock, vaults } from "./app";

/** What this browser held before its storage was deleted, until the person goes on in some way. */
export const lost = signal<Held | null>(null);

export function watchHeld(): void {
  const before = readHeld();
  let first = true;
  effect(() => {
    if (!booted.value) return;
    const goals = vaults.value.filter((it) => !it.demo).length;
    const held = goals > 0 || account.value !== null;
    if (first && !held) lost.value = before;
    first = false;
    if (held) {
      lost.value = null;
      // A device with a lock leaves no number of the person outside its sealed records.
      const told = lock.value ? 0 : goals;
      storeHeld({ goals: told, at_ms: Date.now(), account: account.value !== null });
    } else if (!lost.peek()) {
      storeHeld(null);
    }
  });
}

/** The person has read it. The next start is that of a new browser. */
export function dismissLost(): void {
  lost.value = null;
  storeHeld(null);
}
