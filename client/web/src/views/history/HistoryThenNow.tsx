import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { count } from "../../i18n/format";
import { type GoalView, ready } from "../../state/app";
import { playing, shownPosition } from "../../state/past";
import { readThenAndNow, thenAndNow } from "../../state/then-now";
import { Section } from "../../ui/Section";
import { ThenNow } from "../../ui/ThenNow";

/** The trajectory of the commit at the position, beside what came. */
export function HistoryThenNow({ view }: { view: GoalView }) {
  const isReady = ready.value;
  const at = shownPosition.value;
  const isPlaying = playing.value;
  const { vault, head } = view;
  useEffect(() => {
    if (isReady && !isPlaying) readThenAndNow(vault, head, [at]);
  }, [isReady, isPlaying, vault, head, at]);
  const known = thenAndNow.value;
  const item = known?.vault === vault && known.head === head ? known.items.get(at) : undefined;
  return (
    <Section title={t("thenNow.titleOf", { n: count(at) })} class="history-then">
      {item && known ? (
        <ThenNow of={item} nowMs={known.nowMs} />
      ) : (
        <p class="muted">{t("app.loading")}</p>
      )}
    </Section>
  );
}
