import { useState } from "preact/hooks";
import { t } from "../../../i18n";
import type { WayShown } from "../../../model/way-shown";
import { announce } from "../../../state/app";
import { useUnkept } from "../../../state/unsaved";
import { changePassword } from "../../../state/ways";
import { Dialog } from "../../../ui/Dialog";
import { Check } from "../../../ui/Fields";
import { Refusal } from "../../../ui/ProblemText";
import { useWork } from "../../../ui/use-work";
import { AccountPassword } from "../AccountPassword";
import { FormButtons } from "../FormButtons";
import { focusError } from "../focus-error";
import { checkNewPassword, NewPassword, type NewPasswordErrors } from "./NewPassword";
import { PasskeyButton } from "./PasskeyButton";

function useChange(onClose: () => void) {
  const [present, setPresent] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [ends, setEnds] = useState(false);
  const [errors, setErrors] = useState<NewPasswordErrors | null>(null);
  useUnkept(present !== "" || password !== "" || again !== "");
  const { busy, problem, run } = useWork();
  const change = async (way: WayShown) => {
    await changePassword(way, password, ends);
    announce(t("ways.passwordChanged"));
    onClose();
  };
  const found = checkNewPassword(password, again);
  const withPasskey = found.password || found.again ? null : change;
  const submit = (event: Event) => {
    event.preventDefault();
    setErrors(found);
    if (found.password || found.again) return focusError(event.currentTarget as HTMLElement);
    void run(() => change({ password: present }));
  };
  const form = { present, setPresent, password, setPassword, again, setAgain, ends, setEnds };
  return { ...form, errors, busy, problem, run, submit, withPasskey };
}

export function ChangePassword({ onClose }: { onClose: () => void }) {
  const { present, setPresent, password, setPassword, again, setAgain, ...form } =
    useChange(onClose);
  const { ends, setEnds, errors, busy, problem, run, submit, withPasskey } = form;
  return (
    <Dialog title={t("ways.changeTitle")} testId="password-dialog" onClose={onClose}>
      <p>{t("ways.changeBody")}</p>
      <p>{t("ways.notAgain")}</p>
      <form class="stack" onSubmit={submit} noValidate>
        <AccountPassword
          label={t("ways.present")}
          value={present}
          testId="password-present"
          onInput={setPresent}
        />
        <NewPassword
          label={t("ways.next")}
          password={password}
          again={again}
          errors={errors}
          onPassword={setPassword}
          onAgain={setAgain}
        />
        <Check
          label={t("ways.endSessions")}
          checked={ends}
          testId="password-end-sessions"
          onChange={setEnds}
        />
        <Refusal problem={problem} testId="password-problem" />
        <FormButtons
          label={t("ways.change")}
          busyLabel={t("account.busy")}
          busy={busy}
          disabled={present === ""}
          testId="password-submit"
          onCancel={onClose}
        >
          <PasskeyButton purpose="keys" act={withPasskey} busy={busy} run={run} />
        </FormButtons>
      </form>
    </Dialog>
  );
}
