import { useState } from "preact/hooks";
import { t } from "../../../i18n";
import { problemOf } from "../../../model/problem";
import { announce } from "../../../state/app";
import { useUnkept } from "../../../state/unsaved";
import { rehearseRecoveryCode, removeRecoveryCode, ways } from "../../../state/ways";
import { Dialog } from "../../../ui/Dialog";
import { Refusal } from "../../../ui/ProblemText";
import { useWork } from "../../../ui/use-work";
import { FormButtons } from "../FormButtons";
import { PasswordDialog } from "../PasswordDialog";
import { CodeField, codeError } from "./CodeParts";

/** Whether the code on paper opens the account. */
export function RehearseDialog({ onClose }: { onClose: () => void }) {
  const [code, setCode] = useState("");
  const [error, setError] = useState<string | null>(null);
  useUnkept(code !== "");
  const { busy, problem, run } = useWork();
  const submit = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      try {
        await rehearseRecoveryCode(code);
      } catch (refused) {
        const found = codeError(problemOf(refused));
        if (found === null) throw refused;
        setError(found);
        return;
      }
      announce(t("ways.rehearsed"));
      onClose();
    });
  };
  return (
    <Dialog title={t("ways.rehearseTitle")} testId="rehearse-dialog" onClose={onClose}>
      <p>{t("ways.rehearseBody")}</p>
      <form class="stack" onSubmit={submit} noValidate>
        <CodeField
          label={t("ways.code")}
          value={code}
          error={error}
          testId="rehearse-code"
          onInput={(value) => {
            setCode(value);
            setError(null);
          }}
        />
        <Refusal problem={problem} testId="rehearse-problem" />
        <FormButtons
          label={t("ways.rehearse")}
          busyLabel={t("ways.checking")}
          busy={busy}
          disabled={code.trim() === ""}
          testId="rehearse-submit"
          onCancel={onClose}
        />
      </form>
    </Dialog>
  );
}

export function RemoveDialog({ onClose }: { onClose: () => void }) {
  return (
    <PasswordDialog
      title={t("ways.removeTitle")}
      id="remove-code"
      label={t("ways.remove")}
      busyLabel={t("account.busy")}
      submitId="remove-code-submit"
      done={t("ways.removed")}
      purpose="keys"
      act={removeRecoveryCode}
      onClose={onClose}
    >
      <p>{t(ways.value?.has_passkey ? "passkeys.codeRemoveBody" : "ways.removeBody")}</p>
    </PasswordDialog>
  );
}
