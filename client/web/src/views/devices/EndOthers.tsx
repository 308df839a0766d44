import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { announce, ready } from "../../state/app";
import { endOtherSessions } from "../../state/session";
import { useUnkept } from "../../state/unsaved";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Fields";
import { Refusal } from "../../ui/ProblemText";
import { useWork } from "../../ui/use-work";
import { FormButtons } from "./FormButtons";

function EndOthersDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const [password, setPassword] = useState("");
  useUnkept(password !== "");
  const { busy, problem, run } = useWork();
  const submit = (event: Event) => {
    event.preventDefault();
    if (password === "") return;
    void run(async () => {
      await endOtherSessions(password);
      announce(t("trust.othersEnded"));
      onClose();
    });
  };
  return (
    <Dialog title={t("trust.endOthersTitle")} testId="end-others-dialog" onClose={onClose}>
      <p>{t("trust.endOthersBody", { name })}</p>
      <p>{t("trust.endOthersStays")}</p>
      <p>{t("trust.endOthersNot")}</p>
      <form class="stack" onSubmit={submit} noValidate>
        <Field
          label={t("account.password")}
          type="password"
          value={password}
          autocomplete="current-password"
          testId="end-others-password"
          onInput={setPassword}
        />
        <Refusal problem={problem} testId="end-others-problem" />
        <FormButtons
          label={t("trust.endOthers")}
          busyLabel={t("trust.endingOthers")}
          busy={busy}
          disabled={password === ""}
          testId="end-others-confirm"
          onCancel={onClose}
        />
      </form>
    </Dialog>
  );
}

/** Ends every session of the account but this one. */
export function EndOthers({ name }: { name: string }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button
        type="button"
        class="button"
        disabled={!ready.value}
        data-testid="end-others"
        onClick={() => setAsking(true)}
      >
        {t("trust.endOthers")}
      </button>
      {asking && <EndOthersDialog name={name} onClose={() => setAsking(false)} />}
    </>
  );
}
