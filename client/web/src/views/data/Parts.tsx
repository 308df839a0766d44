import "./Parts.css";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { t } from "../../i18n";
import type { VaultSummary } from "../../model/engine";
import { arrivingOf } from "../../state/arriving";
import { goalName } from "../../ui/goal-name";
import type { TestId } from "../../ui/test-ids";

interface GoalChoiceProps {
  goals: readonly VaultSummary[];
  value: string;
  testId: TestId;
  onChoose: (vault: string) => void;
}

export function GoalChoice({ goals, value, testId, onChoose }: GoalChoiceProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{t("data.goal")}</label>
      <select
        id={id}
        value={value}
        data-testid={testId}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        {goals.map((goal) => (
          <option key={goal.vault} value={goal.vault} dir="auto">
            {goalName(goal)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The history of the goal is complete enough for a file. */
export const hasHistory = (vault: string) => arrivingOf(vault)?.readable ?? true;

/** Why there is no file of this goal yet, and what works meanwhile. */
export function FileWaits({ vault }: { vault: string }) {
  const now = arrivingOf(vault);
  if (!now || now.readable) return null;
  return (
    <p class="field-hint" data-testid="file-arriving">
      {t("arriving.file", { have: now.have, of: now.of })}
    </p>
  );
}

/** What a deletion removes and what stays. */
export function Consequences(props: { goes: readonly string[]; stays: readonly string[] }) {
  return (
    <dl class="consequences">
      <div data-testid="goes">
        <dt>{t("data.goes")}</dt>
        {props.goes.map((line) => (
          <dd key={line}>{line}</dd>
        ))}
      </div>
      <div data-testid="stays">
        <dt>{t("data.stays")}</dt>
        {props.stays.map((line) => (
          <dd key={line}>{line}</dd>
        ))}
      </div>
    </dl>
  );
}

export function Buttons({ children }: { children: ComponentChildren }) {
  return <div class="data-buttons">{children}</div>;
}
