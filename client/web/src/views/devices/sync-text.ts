import { t } from "../../i18n";
import { count, dateTime } from "../../i18n/format";
import type { SyncStatus } from "../../model/engine";

/** The short form for the header: the state, and how many commits wait. */
export function shortSyncText(status: SyncStatus): string {
  const { phase, waiting } = status;
  if (phase === "offline" && waiting > 0) return t("sync.offlineWaiting", { n: count(waiting) });
  if (phase === "waiting" && waiting === 0) return t("sync.retrying");
  // A first format of numbers costs a slow phone 80 ms, and the first page shows none.
  return t(`sync.${phase}`, phase === "waiting" ? { n: count(waiting) } : {});
}

export function syncText(status: SyncStatus): string {
  const { phase, waiting, last_synced_ms: since, error } = status;
  if (phase === "offline" && waiting > 0) return t("sync.offlineWaiting", { n: count(waiting) });
  if (phase === "syncing" && waiting > 0) return t("sync.syncingWaiting", { n: count(waiting) });
  if (phase === "synced" && since !== null) return t("sync.syncedSince", { when: dateTime(since) });
  if (phase === "refused" && error) return `${t("sync.refused")} · ${error.code}`;
  return shortSyncText(status);
}
