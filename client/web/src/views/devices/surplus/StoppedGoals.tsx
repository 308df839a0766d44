import "./texts";
import { t } from "../../../i18n";
import { hrefOf } from "../../../model/pages";
import { announce, ready, vaults } from "../../../state/app";
import { continueVault, stoppedGoals } from "../../../state/data";
import { goalName } from "../../../ui/goal-name";
import { Refusal } from "../../../ui/ProblemText";
import { useWork } from "../../../ui/use-work";

interface StoppedGoalProps {
  vault: string;
  name: string;
  /** Commits of a removed device have stopped it, not one that does not follow from the history. */
  ofRemoved: boolean;
}

function StoppedGoal({ vault, name, ofRemoved }: StoppedGoalProps) {
  const { busy, problem, run } = useWork();
  const goOn = (withSurplus: boolean) =>
    run(async () => {
      await continueVault(vault, withSurplus);
      announce(t("surplus.done", { name }));
    });
  const disabled = busy || !ready.value;
  return (
    <div class="stack" data-testid="stopped-goal">
      <p>{t(ofRemoved ? "surplus.body" : "surplus.falseBody", { name })}</p>
      <p>{t("surplus.choice")}</p>
      <div class="row">
        <button
          type="button"
          class="button"
          disabled={disabled}
          data-testid={`go-on-${vault}`}
          onClick={() => goOn(false)}
        >
          {t("surplus.without")}
        </button>
        {ofRemoved && (
          <button
            type="button"
            class="button"
            disabled={disabled}
            data-testid={`go-on-along-${vault}`}
            onClick={() => goOn(true)}
          >
            {t("surplus.along")}
          </button>
        )}
        <a class="button" href={hrefOf("data")}>
          {t("sync.takeAway")}
        </a>
      </div>
      <Refusal problem={problem} testId="stopped-goal-problem" />
    </div>
  );
}

/** Goals that commits of a device have stopped: the ways on. */
export function StoppedGoals() {
  return (
    <>
      {stoppedGoals().map(({ vault, ofRemoved }) => {
        const goal = vaults.value.find((it) => it.vault === vault);
        return (
          goal && (
            <StoppedGoal key={vault} vault={vault} name={goalName(goal)} ofRemoved={ofRemoved} />
          )
        );
      })}
    </>
  );
}
