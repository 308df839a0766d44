import "./ImportPreviewList.css";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { dateTime, count as number } from "../../i18n/format";
import type { ImportGoal, ImportPreview, ImportStatus } from "../../model/engine";
import { Check } from "../../ui/Fields";
import { goalName } from "../../ui/goal-name";
import { UserText } from "../../ui/UserText";

const CHANGES: ReadonlySet<ImportStatus> = new Set<ImportStatus>([
  "new",
  "more",
  "diverged",
  "copy",
]);

function Facts({ goal }: { goal: ImportGoal }) {
  const { status, more, code } = goal;
  return (
    <>
      <p>{t(`data.status.${status}`, { more: number(more), code: code ?? "" })}</p>
      <p class="field-hint">
        {t("data.commits", { count: goal.commits })} ·{" "}
        {t("data.span", { from: dateTime(goal.first_ms), to: dateTime(goal.last_ms) })}
      </p>
    </>
  );
}

interface Props {
  preview: ImportPreview;
  busy: boolean;
  onTake: (vaults: string[]) => void;
}

/** The goals of the file, and what importing each would change. Nothing has changed yet. */
export function ImportPreviewList({ preview, busy, onTake }: Props) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const open = preview.goals.filter((goal) => CHANGES.has(goal.status));
  const chosen = open.filter((goal) => !left.has(goal.vault)).map((goal) => goal.vault);
  const toggle = (vault: string, on: boolean) => {
    const next = new Set(left);
    if (on) next.delete(vault);
    else next.add(vault);
    setLeft(next);
  };
  return (
    <div class="stack" data-testid="import-preview" data-kind={preview.kind}>
      <p>
        {t("data.holds", { count: preview.goals.length })}{" "}
        {preview.created_ms !== null && t("data.made", { when: dateTime(preview.created_ms) })}
      </p>
      <ul class="import-goals">
        {preview.goals.map((goal) => (
          <li key={goal.vault} data-testid="import-goal" data-status={goal.status}>
            {CHANGES.has(goal.status) ? (
              <Check
                label={goalName(goal)}
                checked={!left.has(goal.vault)}
                testId={`import-choose-${goal.vault}`}
                onChange={(on) => toggle(goal.vault, on)}
              />
            ) : (
              <p class="import-name">
                <UserText of={goalName(goal)} />
              </p>
            )}
            <Facts goal={goal} />
          </li>
        ))}
      </ul>
      {open.length === 0 ? (
        <p>{t("data.nothing")}</p>
      ) : (
        <button
          type="button"
          class="button primary"
          disabled={busy || chosen.length === 0}
          data-testid="import-take"
          onClick={() => onTake(chosen)}
        >
          {busy ? t("data.busy") : t("data.take", { count: chosen.length })}
        </button>
      )}
    </div>
  );
}
