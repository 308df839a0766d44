import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { count } from "../../i18n/format";
import { account, announce, ready, sync, vaults } from "../../state/app";
import type { Problem } from "../../state/model";
import { problemOf } from "../../state/problems";
import { logIn, PASSWORD_MIN_LENGTH, register, suggestDeviceName } from "../../state/session";
import { Check, Choice, Field, Section } from "../../ui/fields";
import { ProblemText } from "../../ui/ProblemText";

const NAME_MAX = 64;
type Kind = "register" | "login";

interface Errors {
  name: string | null;
  password: string | null;
  again: string | null;
  device: string | null;
}

function check(
  kind: Kind,
  form: { name: string; password: string; again: string; device: string },
): Errors {
  const n = PASSWORD_MIN_LENGTH;
  const short = kind === "register" && Array.from(form.password).length < n;
  return {
    name: form.name.trim() ? null : t("account.nameMissing"),
    password: short || !form.password ? t("account.short", { n }) : null,
    again: kind === "register" && form.again !== form.password ? t("account.differ") : null,
    device: form.device.trim() ? null : t("account.deviceMissing"),
  };
}

/** Makes an account or logs in to one. A refused attempt keeps everything typed. */
export function AccountForm() {
  const again = account.value;
  const [kind, setKind] = useState<Kind>(again ? "login" : "register");
  const [form, setForm] = useState({
    name: again?.name ?? "",
    password: "",
    again: "",
    device: suggestDeviceName(navigator.userAgent),
  });
  const [adopt, setAdopt] = useState(true);
  const [visible, setVisible] = useState(false);
  const [errors, setErrors] = useState<Errors | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const set = (field: keyof typeof form) => (value: string) =>
    setForm((old) => ({ ...old, [field]: value }));

  const submit = async (event: Event) => {
    event.preventDefault();
    const found = check(kind, form);
    setErrors(found);
    setProblem(null);
    if (busy || Object.values(found).some((it) => it !== null)) return;
    setBusy(true);
    try {
      const [name, device] = [form.name.trim(), form.device.trim()];
      if (kind === "register") {
        await register(name, form.password, device);
        announce(t("account.registered"));
      } else {
        const adopted = await logIn(name, form.password, device, adopt);
        announce(t("account.loggedIn", { n: count(adopted) }));
      }
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  const passwordType = visible ? "text" : "password";
  const isNew = kind === "register";
  return (
    <Section title={sync.value.needs === "login" ? t("needs.loginTitle") : t("account.heading")}>
      {!again && (
        <Choice
          legend={t("account.choose")}
          value={kind}
          options={[
            { value: "register", label: t("account.registerTab") },
            { value: "login", label: t("account.loginTab") },
          ]}
          testId="account-kind"
          onChoose={setKind}
        />
      )}
      <form class="stack" onSubmit={submit} noValidate data-testid="account-form">
        <Field
          label={t("account.name")}
          value={form.name}
          maxLength={NAME_MAX}
          autocomplete="username"
          error={errors?.name ?? null}
          testId="account-name"
          onInput={set("name")}
        />
        <Field
          label={t("account.password")}
          type={passwordType}
          value={form.password}
          autocomplete={isNew ? "new-password" : "current-password"}
          error={errors?.password ?? null}
          {...(isNew ? { hint: t("account.rule", { n: PASSWORD_MIN_LENGTH }) } : {})}
          testId="account-password"
          onInput={set("password")}
        />
        {isNew && (
          <Field
            label={t("account.again")}
            type={passwordType}
            value={form.again}
            autocomplete="new-password"
            error={errors?.again ?? null}
            testId="account-again"
            onInput={set("again")}
          />
        )}
        <Check
          label={t("account.show")}
          checked={visible}
          testId="account-show"
          onChange={setVisible}
        />
        <Field
          label={t("account.deviceName")}
          value={form.device}
          maxLength={NAME_MAX}
          error={errors?.device ?? null}
          testId="account-device"
          onInput={set("device")}
        />
        {!isNew && !again && vaults.value.length > 0 && (
          <Check
            label={t("account.adopt")}
            checked={adopt}
            testId="account-adopt"
            onChange={setAdopt}
          />
        )}
        {problem && (
          <div role="alert">
            <ProblemText problem={problem} testId="account-problem" />
          </div>
        )}
        <button
          type="submit"
          class="button primary"
          disabled={busy || !ready.value}
          data-testid="account-submit"
        >
          {busy ? t("account.busy") : isNew ? t("account.register") : t("account.login")}
        </button>
      </form>
    </Section>
  );
}
