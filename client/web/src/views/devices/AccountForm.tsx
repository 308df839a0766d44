import { useState } from "preact/hooks";
import { t } from "../../i18n";
import {
  ACCOUNT_NAME_LENGTH_MAX,
  DEVICE_NAME_LENGTH_MAX,
  PASSWORD_LENGTH_MIN,
} from "../../model/engine";
import { joinsAs } from "../../state/adding-signals";
import { account, ready, sync, vaults } from "../../state/app";
import { logIn, suggestDeviceName } from "../../state/session";
import { Check, Choice, Field } from "../../ui/Fields";
import { Refusal } from "../../ui/ProblemText";
import { Section } from "../../ui/Section";
import { Late } from "../shell/Late";
import { Forgotten } from "./Forgotten";
import { Replaced } from "./Replaced";
import { type Kind, useAccountForm } from "./use-account-form";
import { PasskeyLogin } from "./ways/PasskeyLogin";
import { RecoverForm } from "./ways/RecoverForm";

type State = ReturnType<typeof useAccountForm>;

function KindChoice({ kind, onChoose }: { kind: Kind; onChoose: (kind: Kind) => void }) {
  return (
    <Choice
      legend={t("account.choose")}
      value={kind}
      options={[
        { value: "register", label: t("account.registerTab") },
        { value: "login", label: t("account.loginTab") },
      ]}
      testId="account-kind"
      hideLegend
      onChoose={onChoose}
    />
  );
}

function Passwords({ kind, form, set, errors }: State) {
  const [visible, setVisible] = useState(false);
  const type = visible ? "text" : "password";
  const isNew = kind === "register";
  return (
    <>
      <Field
        label={t("account.password")}
        type={type}
        value={form.password}
        autocomplete={isNew ? "new-password" : "current-password"}
        error={errors?.password ?? null}
        {...(isNew ? { hint: t("account.rule", { n: PASSWORD_LENGTH_MIN }) } : {})}
        testId="account-password"
        onInput={set("password")}
      />
      {isNew && (
        <Field
          label={t("account.again")}
          type={type}
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
    </>
  );
}

function Submit({ kind, busy, problem }: State) {
  const name = kind === "register" ? t("account.register") : t("account.login");
  return (
    <>
      <Refusal problem={problem} testId="account-problem" />
      <button
        type="submit"
        class="button primary"
        disabled={busy || !ready.value}
        data-testid="account-submit"
      >
        {busy ? t("account.busy") : name}
      </button>
    </>
  );
}

function ToRecovery({ onAsk }: { onAsk: () => void }) {
  return (
    <button
      type="button"
      class="button quiet"
      disabled={!ready.value}
      data-testid="account-recovery"
      onClick={onAsk}
    >
      {t("ways.forgot")}
    </button>
  );
}

const deviceName = (typed: string) => typed.trim() || suggestDeviceName(navigator.userAgent);

const loadJoin = () => import("./adding/pages").then((it) => it.Join);

/** Without the password on this device. */
function ToJoin({ device }: { device: string }) {
  return (
    <button
      type="button"
      class="button"
      disabled={!ready.value}
      data-testid="join-open"
      onClick={() => {
        joinsAs.value = deviceName(device);
      }}
    >
      {t("trust.joinOpen")}
    </button>
  );
}

function Recovering({ onLeave }: { onLeave: () => void }) {
  return (
    <Section title={t("ways.recoverTitle")}>
      <RecoverForm onLeave={onLeave} />
    </Section>
  );
}

/** Registers an account or logs in to one. */
export function AccountForm() {
  const state = useAccountForm();
  const { kind, setKind, form, set, errors, submit } = state;
  const known = account.value !== null;
  const [recovers, setRecovers] = useState(false);
  if (recovers) return <Recovering onLeave={() => setRecovers(false)} />;
  if (joinsAs.value !== null && !known) return <Late load={loadJoin} />;
  return (
    <Section title={sync.value.needs === "login" ? t("needs.loginTitle") : t("account.heading")}>
      {!known && <KindChoice kind={kind} onChoose={setKind} />}
      <form class="stack" onSubmit={submit} noValidate data-testid="account-form">
        <Field
          label={t("account.name")}
          value={form.name}
          autocomplete="username"
          error={errors?.name ?? null}
          {...(kind === "register"
            ? { hint: t("accountName.rule", { n: ACCOUNT_NAME_LENGTH_MAX }) }
            : {})}
          testId="account-name"
          onInput={set("name")}
        />
        <Passwords {...state} />
        <Field
          label={t("account.deviceName")}
          value={form.device}
          maxLength={DEVICE_NAME_LENGTH_MAX}
          error={errors?.device ?? null}
          testId="account-device"
          onInput={set("device")}
        />
        {kind === "login" && !known && vaults.value.length > 0 && (
          <Check
            label={t("account.adopt")}
            checked={form.adopt}
            testId="account-adopt"
            onChange={set("adopt")}
          />
        )}
        <Submit {...state} />
      </form>
      {kind === "login" && (
        <PasskeyLogin name={form.name} device={form.device} adopt={form.adopt} />
      )}
      {kind === "login" && !known && <ToJoin device={form.device} />}
      {kind === "login" && <ToRecovery onAsk={() => setRecovers(true)} />}
      {state.problem?.code === "ACCOUNT_UNKNOWN" && <Forgotten password={form.password} />}
      {state.problem?.code === "ACCOUNT_REPLACED" && (
        <Replaced
          join={() => logIn(form.name.trim(), form.password, deviceName(form.device), true, true)}
        />
      )}
    </Section>
  );
}
