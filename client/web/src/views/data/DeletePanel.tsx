import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { account, ready, sync, vaults, view } from "../../state/app";
import { Section } from "../../ui/Section";
import { AccountDialog, EraseDialog, LeaveDialog } from "./AccountDialogs";
import { GoalDialog } from "./GoalDialog";
import { GoalChoice } from "./Parts";

type Asking = "goal" | "account" | "leave" | "erase";

function Ask(props: { asking: Asking; label: string; onAsk: (asking: Asking) => void }) {
  return (
    <button
      type="button"
      class="button"
      disabled={!ready.value}
      data-testid={`delete-${props.asking}`}
      onClick={() => props.onAsk(props.asking)}
    >
      {props.label}
    </button>
  );
}

export function DeletePanel() {
  const [chosen, setChosen] = useState<string | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const wanted = chosen ?? view.value?.vault;
  const goal = vaults.value.find((it) => it.vault === wanted) ?? vaults.value[0];
  const signedIn = account.value !== null && sync.value.phase !== "signed_out";
  const close = () => setAsking(null);
  return (
    <Section title={t("data.delete")}>
      {goal && (
        <div class="inline-form">
          <GoalChoice
            goals={vaults.value}
            value={goal.vault}
            testId="delete-goal-choice"
            onChoose={setChosen}
          />
          <Ask asking="goal" label={t("data.deleteGoal")} onAsk={setAsking} />
        </div>
      )}
      {account.value &&
        (signedIn ? (
          <Ask asking="account" label={t("data.account")} onAsk={setAsking} />
        ) : (
          <Ask asking="leave" label={t("data.leave")} onAsk={setAsking} />
        ))}
      <Ask asking="erase" label={t("data.erase")} onAsk={setAsking} />
      {asking === "goal" && goal && <GoalDialog goal={goal} onClose={close} />}
      {asking === "account" && account.value && (
        <AccountDialog name={account.value.name} onClose={close} />
      )}
      {asking === "leave" && account.value && (
        <LeaveDialog name={account.value.name} onClose={close} />
      )}
      {asking === "erase" && <EraseDialog signedIn={signedIn} onClose={close} />}
    </Section>
  );
}
