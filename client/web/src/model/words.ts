/** Pending words: what a person wrote that rides with the next commit. */
import { SELF, type Words } from "./engine";

/** `patch` laid over `pending` key by key, as contexts fold; the answer is complete in itself. */
export function mergeWords(pending: Words | null, patch: Words): Words {
  const merged: Words = { ...pending, ...patch };
  if (pending?.names || patch.names) merged.names = { ...pending?.names, ...patch.names };
  if (pending?.slots || patch.slots) merged.slots = { ...pending?.slots, ...patch.slots };
  return merged;
}

export function nodeName(context: Words, id: string): string {
  return context.names?.[id] ?? (id === SELF ? "" : id);
}
