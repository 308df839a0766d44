import { t } from "../../i18n";
import { booted, phase, ready, view, whole } from "../../state/app";
import { isMore, page } from "../../state/router";
import { firstWords } from "../../state/shared";
import { Dialog } from "../../ui/Dialog";
import { Late } from "../../ui/Late";
import { TermNote } from "../../ui/Term";
import { CommitBar } from "../commit/CommitBar";
import { DevicesPage } from "../devices/DevicesPage";
import { GoalPage } from "../goal/GoalPage";
import { HistoryPage } from "../history/HistoryPage";
import { MandalaPage } from "../mandala/MandalaPage";
import { DemoBanner } from "../onboarding/DemoBanner";
import { FirstGoal } from "../onboarding/FirstGoal";
import { GoalForm } from "../onboarding/GoalForm";
import { RoutePage } from "../route/RoutePage";
import { SettingsPage } from "../settings/SettingsPage";
import { WhatIfs } from "../whatif/WhatIfs";
import { BootFailed } from "./BootFailed";
import { Header } from "./Header";
import { Navigation } from "./Navigation";
import { Notices } from "./Notices";
import { Skeleton } from "./Skeleton";

/** The graph's controls change what there is to see: that page is rendered with each answer. */
function Route() {
  return whole.value && <RoutePage view={whole.value} />;
}

function Page() {
  if (page.value === "settings") return <SettingsPage />;
  if (isMore(page.value)) return <Late load={loadMorePages} />;
  if (page.value === "data") return booted.value ? <Late load={loadDataPage} /> : <Skeleton />;
  if (page.value === "devices") return booted.value ? <DevicesPage /> : <Skeleton />;
  const current = view.value;
  if (!current) return booted.value ? <FirstGoal /> : <Skeleton />;
  switch (page.value) {
    case "goal":
      return <GoalPage view={current} />;
    case "route":
      return <Route />;
    case "mandala":
      return <MandalaPage view={current} />;
    case "history":
      return <HistoryPage view={current} />;
  }
}

const loadMorePages = () => import("../more/MorePages").then((it) => it.MorePages);
const loadDataPage = () => import("../data/DataPage").then((it) => it.DataPage);
const loadBackupNotice = () => import("../data/BackupNotice").then((it) => it.BackupNotice);
/** Long after the first things that a person does at a start. */
const BACKUP_AFTER_MS = 8_000;

const WITH_COMMIT = new Set(["goal", "route", "mandala"]);

export function App() {
  if (phase.value.phase === "failed") return <BootFailed phase={phase.value} />;
  const committing = view.value !== null && WITH_COMMIT.has(page.value);
  return (
    <div class={committing ? "app has-commit" : "app"}>
      <button type="button" class="skip" data-testid="skip" onClick={skipToMain}>
        {t("app.skip")}
      </button>
      <Header />
      <Navigation />
      <main
        id="main"
        tabIndex={-1}
        class={`page page-${page.value}`}
        data-testid={`page-${page.value}`}
      >
        {(committing || page.value === "history") && <DemoBanner />}
        <Page />
        {ready.value && <Late load={loadBackupNotice} afterMs={BACKUP_AFTER_MS} />}
      </main>
      {committing && view.value && <CommitBar view={view.value} />}
      <Notices />
      <WhatIfs />
      <TermNote />
      <AskedForGoal />
    </div>
  );
}

/** A shortcut or another app asked for a new goal; without any goal the first page is that form already. */
function AskedForGoal() {
  if (!firstWords.value || !ready.value || !view.value) return null;
  const close = () => {
    firstWords.value = null;
  };
  return (
    <Dialog title={t("vault.createTitle")} testId="vault-create" onClose={close}>
      <GoalForm onDone={close} />
    </Dialog>
  );
}

function skipToMain(): void {
  document.getElementById("main")?.focus();
}
