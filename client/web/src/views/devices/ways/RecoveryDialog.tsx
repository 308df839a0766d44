import { useState } from "preact/hooks";
import { t } from "../../../i18n";
import { problemOf } from "../../../model/problem";
import type { WayShown } from "../../../model/way-shown";
import { announce } from "../../../state/app";
import { useUnkept } from "../../../state/unsaved";
import { addRecoveryCode, beginRecoveryCode, ways } from "../../../state/ways";
import { Dialog } from "../../../ui/Dialog";
import { Refusal } from "../../../ui/ProblemText";
import { useWork } from "../../../ui/use-work";
import { AccountPassword } from "../AccountPassword";
import { CodeField, codeError, ShownCode } from "./CodeParts";
import { PasskeyButton } from "./PasskeyButton";

function About({ onCode, onClose }: { onCode: (code: string) => void; onClose: () => void }) {
  const { busy, problem, run } = useWork();
  const show = () => run(async () => onCode(await beginRecoveryCode()));
  return (
    <div class="stack">
      <p>{t("ways.codeBody")}</p>
      {ways.value?.has_recovery && <p>{t("ways.codeReplaces")}</p>}
      <Refusal problem={problem} testId="recovery-problem" />
      <div class="row">
        <button
          type="button"
          class="button primary"
          disabled={busy}
          data-testid="recovery-show"
          onClick={show}
        >
          {t("ways.show")}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {t("app.cancel")}
        </button>
      </div>
    </div>
  );
}

function Shown({ code, onNext }: { code: string; onNext: () => void }) {
  return (
    <div class="stack">
      <ShownCode code={code} />
      <button type="button" class="button primary" data-testid="recovery-next" onClick={onNext}>
        {t("ways.written")}
      </button>
    </div>
  );
}

function useTypedBack(onDone: () => void) {
  const [typed, setTyped] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState<string | null>(null);
  const { busy, problem, run } = useWork();
  const keep = async (way: WayShown) => {
    try {
      await addRecoveryCode(typed, way);
    } catch (refused) {
      const found = codeError(problemOf(refused));
      if (found === null) throw refused;
      setError(found);
      return;
    }
    announce(t("ways.codeKept"));
    onDone();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    void run(() => keep({ password }));
  };
  const type = (value: string) => {
    setTyped(value);
    setError(null);
  };
  return { typed, type, password, setPassword, error, busy, problem, run, keep, submit };
}

function TypeBack({ onBack, onDone }: { onBack: () => void; onDone: () => void }) {
  const state = useTypedBack(onDone);
  const { typed, type, password, setPassword, error, busy, problem, run, keep, submit } = state;
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <p>{t("ways.typeBody")}</p>
      <CodeField
        label={t("ways.code")}
        value={typed}
        error={error}
        testId="recovery-typed"
        onInput={type}
      />
      <AccountPassword value={password} testId="recovery-password" onInput={setPassword} />
      <Refusal problem={problem} testId="recovery-problem" />
      <div class="row">
        <button
          type="submit"
          class="button primary"
          disabled={busy || typed.trim() === "" || password === ""}
          data-testid="recovery-submit"
        >
          {busy ? t("account.busy") : t("ways.keep")}
        </button>
        <PasskeyButton
          purpose="keys"
          act={typed.trim() === "" ? null : keep}
          busy={busy}
          run={run}
        />
        <button
          type="button"
          class="button"
          disabled={busy}
          data-testid="recovery-again"
          onClick={onBack}
        >
          {t("ways.showAgain")}
        </button>
      </div>
    </form>
  );
}

/** Says what a recovery code is, shows a new one, and has it typed back. */
export function RecoveryDialog({ onClose }: { onClose: () => void }) {
  const [code, setCode] = useState<string | null>(null);
  const [written, setWritten] = useState(false);
  useUnkept(code !== null);
  return (
    <Dialog
      title={t("ways.codeTitle")}
      testId="recovery-dialog"
      holds={code !== null}
      onClose={onClose}
    >
      {code === null && <About onCode={setCode} onClose={onClose} />}
      {code !== null && !written && <Shown code={code} onNext={() => setWritten(true)} />}
      {written && <TypeBack onBack={() => setWritten(false)} onDone={onClose} />}
    </Dialog>
  );
}
