import "./DataPage.css";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { hrefOf } from "../../model/pages";
import { announceProblem, ready, sync } from "../../state/app";
import { loadStatus } from "../../state/data";
import { ArchivePanel } from "./ArchivePanel";
import { DeletePanel } from "./DeletePanel";
import { Elsewhere } from "./Elsewhere";
import { ExportPanel } from "./ExportPanel";
import { ImportPanel } from "./ImportPanel";
import { ProofsPanel } from "./ProofsPanel";
import { StoragePanel } from "./StoragePanel";
import { TransferProgress } from "./TransferProgress";

export function DataPage() {
  const isReady = ready.value;
  const since = sync.value.last_synced_ms;
  useEffect(() => {
    if (isReady) loadStatus().catch(announceProblem);
  }, [isReady, since]);
  return (
    <div class="data-page">
      <p>
        <a class="link data-back" href={hrefOf("settings")} data-testid="data-back">
          <span aria-hidden="true">←</span> {t("data.back")}
        </a>
      </p>
      <div class="data-title">
        <h1>{t("data.heading")}</h1>
        <TransferProgress />
      </div>
      <div class="data-grid">
        <div class="stack">
          <ArchivePanel />
          <ExportPanel />
        </div>
        <div class="stack">
          <ImportPanel />
          <StoragePanel />
        </div>
        <div class="stack">
          <Elsewhere />
          <ProofsPanel />
          <DeletePanel />
        </div>
      </div>
    </div>
  );
}
