/** Pending words: what a person wrote, which the next commit seals. */
import { SELF, type Words } from "./engine";
import { shown } from "./text";

/** Merges `patch` into `pending` key by key, as contexts fold. */
export function mergeWords(pending: Words | null, patch: Words): Words {
  const merged: Words = { ...pending, ...patch };
  if (pending?.names || patch.names) merged.names = { ...pending?.names, ...patch.names };
  if (pending?.slots || patch.slots) merged.slots = { ...pending?.slots, ...patch.slots };
  return merged;
}

export function nodeName(context: Words, id: string): string {
  return shown(context.names?.[id]) || (id === SELF ? "" : id);
}
