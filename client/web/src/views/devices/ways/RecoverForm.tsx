import { t } from "../../../i18n";
import { DEVICE_NAME_LENGTH_MAX } from "../../../model/engine";
import { account, ready, vaults } from "../../../state/app";
import { Check, Field } from "../../../ui/Fields";
import { Refusal } from "../../../ui/ProblemText";
import { CodeField, ShownCode } from "./CodeParts";
import { NewPassword } from "./NewPassword";
import { type RecoverState, useRecover } from "./use-recover";

function Choices({ form, set }: Pick<RecoverState, "form" | "set">) {
  return (
    <>
      {account.value === null && vaults.value.length > 0 && (
        <Check
          label={t("account.adopt")}
          checked={form.adopt}
          testId="recover-adopt"
          onChange={set("adopt")}
        />
      )}
      <Check
        label={t("ways.endSessions")}
        checked={form.ends}
        testId="recover-end-sessions"
        onChange={set("ends")}
      />
    </>
  );
}

function Old({ form, set, errors, busy, next }: RecoverState) {
  return (
    <form class="stack" onSubmit={next} noValidate data-testid="recover-form">
      <p>{t("ways.recoverBody")}</p>
      <p>{t("ways.notAgain")}</p>
      <Field
        label={t("account.name")}
        value={form.name}
        autocomplete="username"
        error={errors?.name ?? null}
        testId="recover-name"
        onInput={set("name")}
      />
      <CodeField
        label={t("ways.oldCode")}
        value={form.code}
        error={errors?.code ?? null}
        testId="recover-code"
        onInput={set("code")}
      />
      <NewPassword
        label={t("ways.next")}
        password={form.password}
        again={form.again}
        errors={errors}
        onPassword={set("password")}
        onAgain={set("again")}
      />
      <Field
        label={t("account.deviceName")}
        value={form.device}
        maxLength={DEVICE_NAME_LENGTH_MAX}
        error={errors?.device ?? null}
        testId="recover-device"
        onInput={set("device")}
      />
      <Choices form={form} set={set} />
      <button
        type="submit"
        class="button primary"
        disabled={busy || !ready.value}
        data-testid="recover-next"
      >
        {t("ways.recoverNext")}
      </button>
    </form>
  );
}

function TypeBack({ typed, setTyped, typedError, busy, submit, back }: RecoverState) {
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <p>{t("ways.typeBody")}</p>
      <CodeField
        label={t("ways.newCode")}
        value={typed}
        error={typedError}
        testId="recover-typed"
        onInput={setTyped}
      />
      <div class="row">
        <button
          type="submit"
          class="button primary"
          disabled={busy || typed.trim() === ""}
          data-testid="recover-submit"
        >
          {busy ? t("account.busy") : t("ways.recover")}
        </button>
        <button type="button" class="button" disabled={busy} onClick={back}>
          {t("ways.showAgain")}
        </button>
      </div>
    </form>
  );
}

/** With the recovery code into the account: a new password and a new code take the place of the old ones. */
export function RecoverForm({ onLeave }: { onLeave: () => void }) {
  const state = useRecover();
  const { step, problem, unknown } = state;
  return (
    <div class="stack" data-testid="recover" data-step={step}>
      {unknown && (
        <p role="alert" class="field-error" data-testid="recover-unknown">
          {t("ways.recoverUnknown")}
        </p>
      )}
      <Refusal problem={problem} testId="recover-problem" />
      {step === "old" && <Old {...state} />}
      {step === "shown" && (
        <>
          <p>{t("ways.recoverNew")}</p>
          <ShownCode code={state.code} />
          <button
            type="button"
            class="button primary"
            data-testid="recover-written"
            onClick={state.forth}
          >
            {t("ways.written")}
          </button>
        </>
      )}
      {step === "typing" && <TypeBack {...state} />}
      <button type="button" class="button quiet" data-testid="recover-leave" onClick={onLeave}>
        {t("ways.backToLogin")}
      </button>
      <p class="muted">{t("ways.noCode")}</p>
    </div>
  );
}
