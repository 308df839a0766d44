import { useCallback, useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { type GoalView, ready } from "../../state/app";
import {
  closeMoment,
  moment,
  needRows,
  openMoment,
  openTimeline,
  rowAt,
  timeline,
} from "../../state/history";
import { Section } from "../../ui/fields";
import { VirtualList } from "../../ui/VirtualList";
import { CommitItem } from "./CommitItem";
import { MomentPanel } from "./MomentPanel";
import { Verify } from "./Verify";

const ROW_HEIGHT = 76;

function Timeline({ view }: { view: GoalView }) {
  const line = timeline.value;
  const onRange = useCallback(needRows, []);
  if (!line || line.vault !== view.vault) return <p class="muted">{t("app.loading")}</p>;
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const item = event.target instanceof Element ? event.target.closest("li") : null;
    if (!step || !item) return;
    event.preventDefault();
    const sibling = step > 0 ? item.nextElementSibling : item.previousElementSibling;
    const button = sibling?.querySelector("button");
    button?.focus();
    button?.scrollIntoView({ block: "nearest" });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys are a shortcut between the buttons inside, which work by Tab as well
    <div onKeyDown={onKey}>
      <VirtualList
        count={line.total}
        rowHeight={ROW_HEIGHT}
        label={t("history.list")}
        testId="timeline"
        onRange={onRange}
        row={(index) => {
          const row = rowAt(line, index);
          if (!row) return <p class="muted">{t("history.loadingRow")}</p>;
          return (
            <CommitItem
              row={row}
              selected={moment.value?.row.commit === row.commit}
              onSelect={() => void openMoment(view.vault, row.commit)}
            />
          );
        }}
      />
    </div>
  );
}

export function HistoryPage({ view }: { view: GoalView }) {
  const isReady = ready.value;
  useEffect(() => {
    if (isReady) void openTimeline(view.vault, view.head);
  }, [isReady, view.vault, view.head]);
  useEffect(() => closeMoment, [view.vault]);
  const past = moment.value;
  return (
    <div class="history-grid">
      <h1 class="hidden">{t("history.heading")}</h1>
      <Section title={t("history.heading")} class="area-list">
        <Verify vault={view.vault} />
        <Timeline view={view} />
      </Section>
      <div class="area-moment" aria-live="polite">
        {past ? (
          <MomentPanel past={past} view={view} />
        ) : (
          <p class="muted panel">{t("history.pick")}</p>
        )}
      </div>
    </div>
  );
}
