import "./App.css";
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { isMore } from "../../model/pages";
import { loadLate } from "../../platform/app-files";
import { whenIdle } from "../../platform/idle";
import {
  announceProblem,
  booted,
  erasing,
  type GoalView,
  phase,
  ready,
  sync,
  view,
} from "../../state/app";
import { firstVisit } from "../../state/first-visit";
import { askedForGoal } from "../../state/first-words";
import { page } from "../../state/router";
import type { TestId } from "../../ui/test-ids";
import { useMedia } from "../../ui/use-media";
import { FirstGoal } from "../onboarding/FirstGoal";
import { NewGoalDialog } from "../onboarding/NewGoalDialog";
import { BootFailed } from "./BootFailed";
import { Erasing } from "./Erasing";
import { Header } from "./Header";
import { Late } from "./Late";
import { ensureGoalPages, goalPages } from "./load-goal-pages";
import { Navigation } from "./Navigation";
import { InstallOffer, Notices } from "./Notices";
import { Skeleton } from "./Skeleton";

type OtherPages = typeof import("./other-pages");
const others = signal<OtherPages | null>(null);

function loadOthers(): void {
  loadLate(() => import("./other-pages")).then((pages) => {
    others.value = pages;
  }, announceProblem);
}

function OtherPage() {
  const pages = others.value;
  const wanted = pages === null;
  useEffect(() => {
    if (wanted) loadOthers();
  }, [wanted]);
  if (!pages) return <Skeleton />;
  if (page.value === "settings") return <pages.SettingsPage />;
  if (page.value === "devices") return booted.value ? <pages.DevicesPage /> : <Skeleton />;
  const current = view.value;
  if (!current) return <NoGoal />;
  if (page.value === "history") return <pages.HistoryPage view={current} />;
  if (page.value === "mandala") return <pages.MandalaPage view={current} />;
  return <pages.RoutePage view={current} />;
}

function Page() {
  if (isMore(page.value)) return <Late load={loadMorePages} />;
  if (page.value === "data") return booted.value ? <Late load={loadDataPage} /> : <Skeleton />;
  if (page.value !== "goal") return <OtherPage />;
  return view.value ? <OpenGoal view={view.value} /> : <NoGoal />;
}

function OpenGoal({ view }: { view: GoalView }) {
  const pages = goalPages.value;
  const wanted = pages === null;
  useEffect(() => {
    if (wanted) ensureGoalPages().catch(announceProblem);
  }, [wanted]);
  return pages ? <pages.GoalPage view={view} /> : <Skeleton />;
}

function NoGoal() {
  return booted.value || firstVisit.value ? <FirstGoal /> : <Skeleton />;
}

const loadMorePages = () => import("../more/MorePages").then((it) => it.MorePages);
const loadDataPage = () => import("../data/DataPage").then((it) => it.DataPage);
const loadRevokedPage = () => import("../devices/RevokedPage").then((it) => it.RevokedPage);
const loadLocked = () => import("../lock/LockedPage").then((it) => it.LockedPage);
const loadBackupNotice = () => import("../data/BackupNotice").then((it) => it.BackupNotice);
/** Long after the first actions of a person. */
const BACKUP_AFTER_MS = 8_000;

const WITH_COMMIT = new Set(["goal", "route", "mandala"]);

export function App() {
  const isReady = ready.value;
  // There the commit bar scrolls with the page, and may be out of sight.
  const low = useMedia("(max-height: 480px)");
  useEffect(() => (isReady ? whenIdle(loadOthers) : undefined), [isReady]);
  if (erasing.value) return <Erasing held={erasing.value === "held"} />;
  if (phase.value.phase === "locked") return <Alone load={loadLocked} testId="page-locked" />;
  const failed = phase.value.phase === "failed" ? phase.value : null;
  // A page that has lost its storage stays, for what is typed in it.
  if (failed && !(booted.value && failed.code === "STORAGE_LOST"))
    return (
      <main class="alone">
        <BootFailed {...failed} />
      </main>
    );
  if (booted.value && sync.value.phase === "revoked")
    return <Alone load={loadRevokedPage} testId="page-revoked" />;
  const committing = view.value !== null && WITH_COMMIT.has(page.value);
  const inGoal = committing || page.value === "history";
  const pages = goalPages.value;
  return (
    <div class={committing ? "app has-commit" : "app"}>
      <button type="button" class="skip" data-testid="skip" onClick={skipToMain}>
        {t("app.skip")}
      </button>
      <Header />
      <Notices apart={committing && !low} />
      <Navigation />
      <main
        id="main"
        tabIndex={-1}
        class={`page page-${page.value}`}
        data-testid={`page-${page.value}`}
      >
        {failed && <BootFailed {...failed} />}
        {inGoal && pages && <pages.DemoBanner />}
        <Page />
        {ready.value && <Late load={loadBackupNotice} afterMs={BACKUP_AFTER_MS} />}
        <InstallOffer />
      </main>
      {pages && (
        <>
          {committing && view.value && <pages.CommitBar view={view.value} tells={!low} />}
          {committing && <pages.MovedReadings />}
          <pages.WhatIfs />
          <pages.GoalTermNote />
        </>
      )}
      <AskedForGoal />
    </div>
  );
}

/** A late page with nothing around it. */
function Alone({ load, testId }: { load: () => Promise<ComponentType>; testId: TestId }) {
  return (
    <main class="alone" data-testid={testId}>
      <Late load={load} />
    </main>
  );
}

/** A shortcut or another app asked for a new goal. On a device without goals the first page has that form already. */
function AskedForGoal() {
  if (!askedForGoal.value || !ready.value || !view.value) return null;
  const close = () => {
    askedForGoal.value = false;
  };
  return <NewGoalDialog onClose={close} />;
}

function skipToMain(): void {
  document.getElementById("main")?.focus();
}
