/** A goal that a new device shows before its history is there. */
import { computed } from "@preact/signals";
import { ready, syncOf, view } from "./app";

/** How far the history of the open goal is, null once it is complete. */
export const arriving = computed(() => {
  const open = view.value;
  return (open && syncOf(open.vault)?.arriving) ?? null;
});

/** The engine can be asked about the past of the open goal. */
export const historyReady = computed(() => ready.value && arriving.value === null);
