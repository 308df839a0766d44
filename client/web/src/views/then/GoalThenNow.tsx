import "./GoalThenNow.css";
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { count, dateTime, quantity } from "../../i18n/format";
import type { ThenAndNow } from "../../model/engine";
import { firstShown } from "../../model/then-now";
import { type GoalView, view as openView, ready } from "../../state/app";
import { lookBack, readThenAndNow, thenAndNow } from "../../state/then-now";
import { Icon } from "../../ui/Icon";
import { Section } from "../../ui/Section";
import { ThenNow } from "../../ui/ThenNow";
import { AllTrajectories } from "./AllTrajectories";

/** The commit that the person has chosen, by goal. */
const chosen = signal<{ vault: string; commit: string } | null>(null);

function choose(vault: string, item: ThenAndNow | undefined): void {
  if (item) chosen.value = { vault, commit: item.commit };
}

interface StepProps {
  icon: "back" | "forward";
  to: ThenAndNow | undefined;
  vault: string;
}

function Step({ icon, to, vault }: StepProps) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={t(`past.${icon}`)}
      aria-disabled={!to}
      data-testid={`then-${icon}`}
      onClick={() => choose(vault, to)}
    >
      <Icon name={icon} />
    </button>
  );
}

/** The distance of each of the last commits. A row shows its picture. */
function Distances(props: { items: readonly ThenAndNow[]; shown: ThenAndNow; vault: string }) {
  return (
    <details class="then-samples">
      <summary data-testid="then-list">{t("thenNow.list", { count: props.items.length })}</summary>
      <div class="table-box">
        <table class="table">
          <caption class="hidden">{t("thenNow.list", { count: props.items.length })}</caption>
          <thead>
            <tr>
              <th scope="col">{t("past.at")}</th>
              <th scope="col">{t("goal.horizon_override")}</th>
              <th scope="col">{t("thenNow.distance")}</th>
              <th scope="col">{t("thenNow.samples")}</th>
            </tr>
          </thead>
          <tbody>
            {[...props.items].reverse().map((item) => (
              <tr key={item.commit} aria-current={item === props.shown ? "true" : undefined}>
                <th scope="row">
                  <button
                    type="button"
                    class="button quiet"
                    onClick={() => choose(props.vault, item)}
                  >
                    {t("thenNow.row", { n: count(item.position), when: dateTime(item.t_ms) })}
                  </button>
                </th>
                <td>{t(`horizon.${item.horizon}`)}</td>
                <td>{item.distance === null ? "–" : quantity(item.distance)}</td>
                <td>{t("thenNow.ofAll", { n: item.compared, all: item.samples.length - 1 })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Chosen({ view }: { view: GoalView }) {
  const known = thenAndNow.value;
  if (known?.vault !== view.vault || known.head !== view.head) {
    return <p class="muted">{t("app.loading")}</p>;
  }
  const positions = lookBack(view.commits);
  const items = positions
    .flatMap((position) => known.items.get(position) ?? [])
    .filter(({ samples }) => samples.length > 0);
  const wanted = chosen.value?.vault === view.vault ? chosen.value.commit : null;
  const shown = items.find(({ commit }) => commit === wanted) ?? firstShown(items);
  if (!shown) return <p class="muted">{t("thenNow.none")}</p>;
  const at = items.indexOf(shown);
  return (
    <>
      <div class="then-choice">
        <Step icon="back" to={items[at - 1]} vault={view.vault} />
        <Step icon="forward" to={items[at + 1]} vault={view.vault} />
        <p data-testid="then-commit">
          {t("thenNow.of", { n: count(shown.position), when: dateTime(shown.t_ms) })}
        </p>
      </div>
      {items.length > 1 && (
        <AllTrajectories
          items={items}
          shown={shown}
          nowMs={known.nowMs}
          onChoose={(item) => choose(view.vault, item)}
        />
      )}
      <ThenNow of={shown} nowMs={known.nowMs} />
      {items.length > 1 && <Distances items={items} shown={shown} vault={view.vault} />}
    </>
  );
}

/** Past trajectories of the open goal beside what came, one commit at a time. */
export function GoalThenNow() {
  const view = openView.value;
  const isReady = ready.value;
  useEffect(() => {
    if (isReady && view) readThenAndNow(view.vault, view.head, lookBack(view.commits));
  }, [isReady, view?.vault, view?.head]);
  return <Section title={t("thenNow.title")}>{view && <Chosen view={view} />}</Section>;
}
