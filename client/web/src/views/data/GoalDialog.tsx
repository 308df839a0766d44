import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { PLACES, type VaultSummary } from "../../model/engine";
import { isolated, isSameText } from "../../model/text";
import type { WayShown } from "../../model/way-shown";
import { announce, sync } from "../../state/app";
import { deleteVault } from "../../state/data";
import { useUnkept } from "../../state/unsaved";
import { Dialog } from "../../ui/Dialog";
import { Choice, Field } from "../../ui/Fields";
import { goalName } from "../../ui/goal-name";
import { Refusal } from "../../ui/ProblemText";
import { useWork } from "../../ui/use-work";
import { AccountPassword } from "../devices/AccountPassword";
import { PasskeyButton } from "../devices/ways/PasskeyButton";
import { Consequences } from "./Parts";

type Where = Parameters<typeof deleteVault>[1];

/** What deleting a goal from `where` removes and what stays. `stored`: the server has the goal. */
function consequences(goal: VaultSummary, where: Where, stored: boolean) {
  const goes: string[] = [];
  const stays: string[] = [];
  if (where !== "server") {
    goes.push(t("data.gone.device"));
    const lost = where === "both" || goal.deleted_on_server ? 0 : goal.waiting;
    if (lost > 0) goes.push(t("data.gone.lost", { count: lost }));
  }
  if (where !== "device") goes.push(t("data.gone.server"));
  if (where === "server") stays.push(t("data.kept.here"));
  if (where === "device" && stored) stays.push(t("data.kept.server"));
  if (where !== "device") stays.push(t("data.kept.others"), t("data.kept.id"));
  stays.push(t("data.kept.nowhere"));
  return { goes, stays };
}

function Place({ where, onChoose }: { where: Where; onChoose: (where: Where) => void }) {
  return (
    <Choice
      legend={t("data.deleteFrom")}
      value={where}
      options={PLACES.map((value) => ({ value, label: t(`data.from.${value}`) }))}
      testId="delete-where"
      onChoose={onChoose}
    />
  );
}

function Password({ value, onInput }: { value: string; onInput: (value: string) => void }) {
  return (
    <AccountPassword
      label={t("data.password")}
      value={value}
      testId="delete-password"
      onInput={onInput}
    />
  );
}

export function GoalDialog({ goal, onClose }: { goal: VaultSummary; onClose: () => void }) {
  const [where, setWhere] = useState<Where>("device");
  const [typed, setTyped] = useState("");
  const [password, setPassword] = useState("");
  useUnkept(typed !== "" || password !== "");
  const { busy, problem, run } = useWork();
  const stored = sync.value.vaults.some((it) => it.vault === goal.vault && it.number > 0);
  const name = goalName(goal);
  const named = isSameText(typed, name);
  const open = named && (where === "device" || password !== "");
  const remove = async (way: WayShown | null) => {
    await deleteVault(goal.vault, where, way);
    announce(t("data.deletedGoal", { name }));
    onClose();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (open) void run(() => remove(where === "device" ? null : { password }));
  };
  return (
    <Dialog
      title={`${t("data.deleteGoal")}: ${isolated(name)}`}
      testId="delete-goal-dialog"
      onClose={onClose}
    >
      <form class="stack" onSubmit={submit} noValidate>
        {stored && <Place where={where} onChoose={setWhere} />}
        <Consequences {...consequences(goal, where, stored)} />
        <Field
          label={t("data.typeName", { name })}
          value={typed}
          testId="delete-name"
          onInput={setTyped}
        />
        {where !== "device" && <Password value={password} onInput={setPassword} />}
        <Refusal problem={problem} testId="delete-problem" />
        <button
          type="submit"
          class="button danger"
          disabled={busy || !open}
          data-testid="delete-confirm"
        >
          {busy ? t("data.busy") : t("data.confirmGoal")}
        </button>
        {where !== "device" && (
          <PasskeyButton purpose="confirm" act={named ? remove : null} busy={busy} run={run} />
        )}
      </form>
    </Dialog>
  );
}
