/** Pending words: what a person wrote that rides with the next commit. */
import type { Context } from "./engine";

/** `patch` laid over `pending` key by key, as contexts fold; the answer is complete in itself. */
export function mergeWords(pending: Context | null, patch: Context): Context {
  const merged: Context = { ...pending, ...patch };
  if (pending?.names || patch.names) merged.names = { ...pending?.names, ...patch.names };
  if (pending?.slots || patch.slots) merged.slots = { ...pending?.slots, ...patch.slots };
  return merged;
}

export function nodeName(context: Context, id: string): string {
  return context.names?.[id] ?? (id === "SELF" ? "" : id);
}
