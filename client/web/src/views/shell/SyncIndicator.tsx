import "./SyncIndicator.css";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { count } from "../../i18n/format";
import type { SyncStatus } from "../../model/engine";
import { hrefOf } from "../../model/pages";
import { sync } from "../../state/app";
import { Dialog } from "../../ui/Dialog";
import { Icon, type IconName } from "../../ui/Icon";
import { SyncDetails } from "../devices/SyncDetails";
import { syncText } from "../devices/sync-text";

/** The short form for the header: the state, and how many commits wait. */
function shortText(status: SyncStatus): string {
  const { phase, waiting } = status;
  if (phase === "offline" && waiting > 0) return t("sync.offlineWaiting", { n: count(waiting) });
  return t(`sync.${phase}`, { n: count(waiting) });
}

const ICONS: Record<SyncStatus["phase"], IconName> = {
  local: "devices",
  offline: "offline",
  syncing: "sync",
  synced: "cloud",
  waiting: "sync",
  refused: "alert",
  signed_out: "offline",
};

export function SyncIndicator() {
  const [open, setOpen] = useState(false);
  const status = sync.value;
  return (
    <>
      <button
        type="button"
        class={`sync-indicator sync-${status.phase}`}
        aria-haspopup="dialog"
        aria-label={t("sync.open", { state: syncText(status) })}
        data-testid="sync-indicator"
        data-phase={status.phase}
        data-waiting={status.waiting}
        onClick={() => setOpen(true)}
      >
        <Icon name={ICONS[status.phase]} />
        <span>{shortText(status)}</span>
      </button>
      {open && (
        <Dialog title={t("sync.title")} testId="sync-sheet" onClose={() => setOpen(false)}>
          <SyncDetails />
          <a
            class="button"
            href={hrefOf("devices")}
            data-testid="sync-open-page"
            onClick={() => setOpen(false)}
          >
            {t("sync.page")}
          </a>
        </Dialog>
      )}
    </>
  );
}
