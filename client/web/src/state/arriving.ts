/** Many commits of a goal that are on their way to this device. */
import { computed } from "@preact/signals";
import { ready, sync, syncOf, view } from "./app";

/** How far the commits of a goal are, null while there are few or none. */
export const arrivingOf = (vault: string) => syncOf(vault)?.arriving ?? null;

/** That of the open goal. Before there is one, of the first that is on its way. */
export const arriving = computed(() => {
  const open = view.value;
  if (open) return arrivingOf(open.vault);
  return sync.value.vaults.find((it) => it.arriving)?.arriving ?? null;
});

/** The engine can be asked about the past of the open goal. */
export const historyReady = computed(() => ready.value && (arriving.value?.readable ?? true));
