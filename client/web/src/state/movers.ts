/** What moved the quantities between two commits. The engine's answer never changes, so it is kept. */
import { engine } from "../kernel/engine-client";
import type { ChangeParts } from "../model/engine";

const KEPT_MAX = 60;
const kept = new Map<string, Promise<ChangeParts>>();

export function readMovers(vault: string, first: string, last: string): Promise<ChangeParts> {
  const key = `${vault} ${first} ${last}`;
  const known = kept.get(key);
  if (known) return known;
  const asked = engine.call("explain_change", { vault, first, last });
  kept.set(key, asked);
  asked.catch(() => kept.delete(key));
  for (const old of kept.keys()) {
    if (kept.size <= KEPT_MAX) break;
    kept.delete(old);
  }
  return asked;
}
