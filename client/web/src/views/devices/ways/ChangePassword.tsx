import { useState } from "preact/hooks";
import { t } from "../../../i18n";
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

export function ChangePassword({ onClose }: { onClose: () => void }) {
  const [present, setPresent] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [ends, setEnds] = useState(false);
  const [errors, setErrors] = useState<NewPasswordErrors | null>(null);
  useUnkept(present !== "" || password !== "" || again !== "");
  const { busy, problem, run } = useWork();
  const submit = (event: Event) => {
    event.preventDefault();
    const found = checkNewPassword(password, again);
    setErrors(found);
    if (found.password || found.again) return focusError(event.currentTarget as HTMLElement);
    void run(async () => {
      await changePassword(present, password, ends);
      announce(t("ways.passwordChanged"));
      onClose();
    });
  };
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
        />
      </form>
    </Dialog>
  );
}
