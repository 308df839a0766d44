import { useState } from "preact/hooks";
import { t } from "../../i18n";
import type { WayShown } from "../../model/way-shown";
import { announce } from "../../state/app";
import { turnLockOn } from "../../state/lock";
import { useUnkept } from "../../state/unsaved";
import { Dialog } from "../../ui/Dialog";
import { Refusal } from "../../ui/ProblemText";
import { useWork } from "../../ui/use-work";
import { AccountPassword } from "../devices/AccountPassword";
import { FormButtons } from "../devices/FormButtons";
import { PasskeyButton } from "../devices/ways/PasskeyButton";
import { LockTimes } from "./LockTimes";

/** Says what a lock means, and turns it on with a way in. */
export function TurnOnDialog({ onClose }: { onClose: () => void }) {
  const [times, setTimes] = useState({ idle_minutes: 15, on_close: true });
  const [password, setPassword] = useState("");
  useUnkept(password !== "");
  const { busy, problem, run } = useWork();
  const turnOn = async (way: WayShown) => {
    await turnLockOn({ ...times, ...way });
    announce(t("lock.turnedOn"));
    onClose();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (password !== "") void run(() => turnOn({ password }));
  };
  return (
    <Dialog title={t("lock.onTitle")} testId="lock-dialog" onClose={onClose}>
      <p>{t("lock.onMeans")}</p>
      <p>{t("lock.onRemains")}</p>
      <form class="stack" onSubmit={submit} noValidate>
        <LockTimes times={times} disabled={busy} id="lock-new" onChoose={setTimes} />
        <AccountPassword value={password} testId="lock-password" onInput={setPassword} />
        <Refusal problem={problem} testId="lock-problem" />
        <FormButtons
          label={t("lock.confirm")}
          busyLabel={t("lock.busy")}
          busy={busy}
          disabled={password === ""}
          testId="lock-submit"
          onCancel={onClose}
        >
          <PasskeyButton purpose="keys" act={turnOn} busy={busy} run={run} />
        </FormButtons>
      </form>
    </Dialog>
  );
}
