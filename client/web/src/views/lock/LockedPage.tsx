import "./texts";
import "../devices/ways/passkey-texts";
import "./LockedPage.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { GUESSES_MAX, type Problem, type Unlocks } from "../../model/engine";
import { problemOf } from "../../model/problem";
import { hasPasskeys } from "../../platform/passkeys";
import { phase } from "../../state/app";
import { unlock } from "../../state/lock";
import { showPasskey } from "../../state/ways";
import { Field } from "../../ui/Fields";
import { Refusal } from "../../ui/ProblemText";
import { Section } from "../../ui/Section";
import { useWork } from "../../ui/use-work";
import { EraseDialog } from "../data/AccountDialogs";
import { CodeField, codeError } from "../devices/ways/CodeParts";

type Secret = "pin" | "password" | "code";

/** What the device can be unlocked with. */
function secretsOf({ kinds, guesses }: Unlocks): Secret[] {
  const all: Secret[] = [];
  if (guesses !== null && guesses > 0) all.push("pin");
  if (kinds.includes("password")) all.push("password");
  if (kinds.includes("recovery")) all.push("code");
  return all;
}

const OTHERS = {
  pin: "lock.usePin",
  password: "lock.usePassword",
  code: "lock.useCode",
} as const;

/** The guesses that are left, after a refused one and before. */
function leftOf(problem: Problem | null, unlocks: Unlocks): number | null {
  if (problem?.code === "WRONG_PIN") return Number(problem.left);
  return unlocks.guesses;
}

function SecretField(props: {
  secret: Secret;
  value: string;
  error: string | null;
  onInput: (value: string) => void;
}) {
  const { secret, value, error, onInput } = props;
  if (secret === "code")
    return (
      <CodeField
        label={t("ways.code")}
        value={value}
        error={error}
        testId="locked-code"
        onInput={onInput}
      />
    );
  return (
    <Field
      label={secret === "pin" ? t("lock.pin") : t("account.password")}
      type="password"
      value={value}
      autocomplete={secret === "pin" ? "off" : "current-password"}
      {...(secret === "pin" ? { inputMode: "numeric" as const } : {})}
      error={error}
      testId={`locked-${secret}`}
      onInput={onInput}
    />
  );
}

/** The other secrets that unlock the device. */
function Others(props: { secrets: Secret[]; busy: boolean; onChoose: (secret: Secret) => void }) {
  return (
    <div class="row">
      {props.secrets.map((it) => (
        <button
          key={it}
          type="button"
          class="button quiet"
          disabled={props.busy}
          data-testid={`locked-use-${it}`}
          onClick={() => props.onChoose(it)}
        >
          {t(OTHERS[it])}
        </button>
      ))}
    </div>
  );
}

/** Unlocks with a passkey, where one opens the lock. Its answer needs no server. */
function PasskeyUnlock({ busy, run }: { busy: boolean; run: ReturnType<typeof useWork>["run"] }) {
  return (
    <button
      type="button"
      class="button"
      disabled={busy}
      data-testid="locked-passkey"
      onClick={() => run(async () => unlock(await showPasskey("unlock")))}
    >
      {t("passkeys.use")}
    </button>
  );
}

/** The secret that is typed, and the attempt. */
function useUnlock(unlocks: Unlocks) {
  const secrets = secretsOf(unlocks);
  const [chosen, setChosen] = useState<Secret | null>(null);
  const secret = chosen && secrets.includes(chosen) ? chosen : (secrets[0] ?? "password");
  const [value, setValue] = useState("");
  const { busy, problem, run } = useWork();
  const choose = (next: Secret) => {
    setChosen(next);
    setValue("");
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (value === "") return;
    void run(async () => {
      try {
        await unlock({ [secret]: value });
      } catch (error) {
        setValue("");
        const { code } = problemOf(error);
        if (code === "PIN_ERASED" || code === "NO_PIN")
          phase.value = { phase: "locked", ...unlocks, guesses: null };
        throw error;
      }
    });
  };
  const others = secrets.filter((it) => it !== secret);
  return { secret, others, choose, value, setValue, busy, problem, run, submit };
}

/** The way on if nothing opens the device any more. */
function Erase({ busy }: { busy: boolean }) {
  const [asked, setAsked] = useState(false);
  return (
    <Section title={t("data.erase")}>
      <p>{t("lock.eraseBody")}</p>
      <button
        type="button"
        class="button"
        disabled={busy}
        data-testid="locked-erase"
        onClick={() => setAsked(true)}
      >
        {t("lock.erase")}
      </button>
      {asked && <EraseDialog signedIn onClose={() => setAsked(false)} />}
    </Section>
  );
}

/** All that a locked device shows: how to unlock it. */
export function LockedPage() {
  const found = phase.value;
  const unlocks: Unlocks = found.phase === "locked" ? found : { kinds: [], guesses: null };
  const { secret, others, choose, value, setValue, busy, problem, run, submit } =
    useUnlock(unlocks);
  const form = useRef<HTMLFormElement>(null);
  // Another secret has another field.
  useEffect(() => {
    scrollTo(0, 0);
    form.current?.querySelector<HTMLElement>("input, textarea")?.focus();
  }, [secret]);
  const left = leftOf(problem, unlocks);
  return (
    <>
      <section class="panel stack locked" aria-labelledby="locked-title" data-testid="locked">
        <h1 id="locked-title">{t("lock.title")}</h1>
        <p>{t("lock.body")}</p>
        <form class="stack" ref={form} onSubmit={submit} noValidate data-testid="locked-form">
          <SecretField
            secret={secret}
            value={value}
            error={problem && secret === "code" ? codeError(problem) : null}
            onInput={setValue}
          />
          {secret === "pin" && left !== null && left < GUESSES_MAX && (
            <p data-testid="locked-left">{t("lock.left", { n: left })}</p>
          )}
          <Refusal problem={problem} testId="locked-problem" />
          {problem?.code === "WRONG_PASSWORD" && <p>{t("lock.otherPassword")}</p>}
          <button
            type="submit"
            class="button primary"
            disabled={busy || value === ""}
            data-testid="locked-submit"
          >
            {busy ? t("lock.unlocking") : t("lock.unlock")}
          </button>
        </form>
        {unlocks.kinds.includes("passkey") && hasPasskeys() && (
          <PasskeyUnlock busy={busy} run={run} />
        )}
        <Others secrets={others} busy={busy} onChoose={choose} />
      </section>
      <Erase busy={busy} />
    </>
  );
}
