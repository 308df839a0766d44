import "./HistoryPage.css";
import { useCallback, useEffect, useMemo } from "preact/hooks";
import { t } from "../../i18n";
import type { Arriving } from "../../model/engine";
import { lanesOf } from "../../model/lanes";
import type { GoalView } from "../../state/app";
import { arriving, historyReady } from "../../state/arriving";
import {
  branches,
  indexOf,
  openBranches,
  openTimeline,
  positionAt,
  requestRows,
  rowAt,
  timeline,
} from "../../state/history";
import { openOverTime, spanKind } from "../../state/over-time";
import { goTo, openPast, past, pause, pinA, pinB, position, shownPosition } from "../../state/past";
import { drawn, openSeries } from "../../state/series";
import { Section } from "../../ui/Section";
import { VirtualList } from "../../ui/VirtualList";
import { countText } from "../arriving-text";
import { AnotherPast } from "./AnotherPast";
import { CommitFilters } from "./CommitFilters";
import { CommitItem } from "./CommitItem";
import { ComparePanel } from "./ComparePanel";
import { ROW_HEIGHT } from "./Gutter";
import { HistoryThenNow } from "./HistoryThenNow";
import { MomentPanel } from "./MomentPanel";
import { PastStage } from "./PastStage";
import { revealed } from "./reveal";
import { Verify } from "./Verify";

function moveFocus(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const item = event.target instanceof Element ? event.target.closest("li") : null;
  if (!step || !item) return;
  event.preventDefault();
  const sibling = step > 0 ? item.nextElementSibling : item.previousElementSibling;
  const button = sibling?.querySelector("button");
  button?.focus();
  button?.scrollIntoView({ block: "nearest" });
}

function Timeline({ view }: { view: GoalView }) {
  const line = timeline.value;
  const known = branches.value;
  const onRange = useCallback(requestRows, []);
  const lanes = useMemo(
    () => (known?.head === view.head ? lanesOf(known.total, known.links) : null),
    [known, view.head],
  );
  if (!line || line.vault !== view.vault) return <p class="muted">{t("app.loading")}</p>;
  const chosen = position.value === null ? null : shownPosition.value;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys are a shortcut between the buttons inside, which work by Tab as well
    <div onKeyDown={moveFocus}>
      <VirtualList
        count={line.total}
        rowHeight={ROW_HEIGHT}
        label={t("history.list")}
        testId="timeline"
        reveal={chosen === null ? -1 : indexOf(line, chosen)}
        onRange={onRange}
        row={(index) => {
          const row = rowAt(line, index);
          if (!row) return <p class="muted">{t("history.loadingRow")}</p>;
          return (
            <CommitItem
              row={row}
              lanes={line.positions ? null : lanes}
              selected={chosen === row.position}
              onSelect={() => {
                revealed.value = row.commit;
                goTo(positionAt(line, index));
              }}
            />
          );
        }}
      />
    </div>
  );
}

function Details({ view }: { view: GoalView }) {
  const state = past.value;
  // A page that is opened again begins at its top.
  useEffect(
    () => () => {
      revealed.value = null;
    },
    [],
  );
  return (
    <div class="area-moment">
      {position.value !== null && state ? (
        <MomentPanel past={state} view={view} />
      ) : (
        <p class="muted panel">{t("history.pick")}</p>
      )}
    </div>
  );
}

/** The comparison, from the first pinned side on. The other side follows the position. */
function Comparison({ view }: { view: GoalView }) {
  const [a, b] = [pinA.value, pinB.value];
  const here = past.value;
  if (!here || (!a && !b)) return null;
  return <ComparePanel a={a ?? here} b={b ?? here} view={view} />;
}

/** In the place of the page, while the history is not there. */
function Waiting({ of }: { of: Arriving }) {
  return (
    <Section title={t("history.heading")}>
      <div class="muted stack" data-testid="history-arriving">
        <p>{t("arriving.page")}</p>
        <p>{countText(of)}</p>
      </div>
    </Section>
  );
}

export function HistoryPage({ view }: { view: GoalView }) {
  const isReady = historyReady.value;
  const { vault, head, commits } = view;
  const shown = drawn.value;
  useEffect(() => {
    if (!isReady) return;
    openPast(vault, head, commits);
    void openTimeline(vault, head);
    void openBranches(vault, head);
  }, [isReady, vault, head, commits]);
  useEffect(() => {
    if (isReady) void openSeries(vault, head, shown);
  }, [isReady, vault, head, shown]);
  const kind = spanKind.value;
  useEffect(() => {
    if (isReady) void openOverTime(vault, head, kind);
  }, [isReady, vault, head, kind]);
  useEffect(() => pause, []);
  if (arriving.value?.readable === false) return <Waiting of={arriving.value} />;
  return (
    <div class="history-page">
      <h1 class="hidden">{t("history.heading")}</h1>
      <PastStage view={view} />
      <Comparison view={view} />
      <div class="history-grid">
        <Section title={t("history.heading")} class="area-list">
          <CommitFilters view={view} />
          <Timeline view={view} />
          <Verify key={view.vault} view={view} />
        </Section>
        <Details view={view} />
      </div>
      <HistoryThenNow view={view} />
      <AnotherPast view={view} />
    </div>
  );
}
