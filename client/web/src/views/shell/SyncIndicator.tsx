import "./SyncIndicator.css";
import { t } from "../../i18n";
import type { SyncStatus } from "../../model/engine";
import { hrefOf } from "../../model/pages";
import { sync, syncOf, unsynced, view } from "../../state/app";
import { arriving } from "../../state/arriving";
import { Dialog } from "../../ui/Dialog";
import { Icon, type IconName } from "../../ui/Icon";
import { countText } from "../arriving-text";
import { shortSyncText, syncText } from "../devices/sync-text";
import { goalPages } from "./load-goal-pages";
import { closeSync, openSync, syncOpen } from "./sync-open";

const ICONS: Record<SyncStatus["phase"], IconName> = {
  local: "devices",
  offline: "offline",
  syncing: "sync",
  synced: "cloud",
  waiting: "sync",
  refused: "alert",
  signed_out: "offline",
  revoked: "alert",
};

export function SyncIndicator() {
  const status = sync.value;
  const pages = goalPages.value;
  // A goal that does not sync says so, whatever the others do.
  const apart = view.value && unsynced(view.value.vault);
  const now = arriving.value;
  const moves = status.phase === "syncing" || status.phase === "waiting";
  const brief = now && moves ? countText(now) : shortSyncText(status);
  const shown = apart ? t(`sync.${apart}`) : brief;
  return (
    <>
      <button
        type="button"
        class={`sync-indicator sync-${status.phase}`}
        aria-haspopup="dialog"
        aria-label={t("sync.open", { state: apart ? shown : syncText(status) })}
        data-testid="sync-indicator"
        data-phase={status.phase}
        data-waiting={status.waiting}
        data-goal={view.value && syncOf(view.value.vault)?.state}
        onClick={openSync}
      >
        <Icon name={apart ? "devices" : ICONS[status.phase]} />
        <span data-testid="sync-short">{shown}</span>
      </button>
      {syncOpen.value && (
        <Dialog title={t("sync.title")} testId="sync-sheet" onClose={closeSync}>
          {pages ? <pages.SyncDetails /> : <p>{t("app.loading")}</p>}
          <a
            class="button"
            href={hrefOf("devices")}
            data-testid="sync-open-page"
            onClick={closeSync}
          >
            {t("sync.page")}
          </a>
        </Dialog>
      )}
    </>
  );
}
