import { useState } from "preact/hooks";
import { t } from "../../../i18n";
import { PASSWORD_LENGTH_MIN } from "../../../model/engine";
import { passwordForm } from "../../../model/text";
import { Check, Field } from "../../../ui/Fields";

export interface NewPasswordErrors {
  password: string | null;
  again: string | null;
}

/** What is not right about a new password that was typed twice. */
export function checkNewPassword(password: string, again: string): NewPasswordErrors {
  const typed = passwordForm(password);
  const n = PASSWORD_LENGTH_MIN;
  return {
    password: Array.from(typed).length < n ? t("account.short", { n }) : null,
    again: passwordForm(again) === typed ? null : t("account.differ"),
  };
}

interface Props {
  label: string;
  password: string;
  again: string;
  errors: NewPasswordErrors | null;
  onPassword: (value: string) => void;
  onAgain: (value: string) => void;
}

/** A new password, typed twice. */
export function NewPassword({ label, password, again, errors, onPassword, onAgain }: Props) {
  const [visible, setVisible] = useState(false);
  const type = visible ? "text" : "password";
  return (
    <>
      <Field
        label={label}
        type={type}
        value={password}
        autocomplete="new-password"
        error={errors?.password ?? null}
        hint={t("account.rule", { n: PASSWORD_LENGTH_MIN })}
        testId="new-password"
        onInput={onPassword}
      />
      <Field
        label={t("account.again")}
        type={type}
        value={again}
        autocomplete="new-password"
        error={errors?.again ?? null}
        testId="new-password-again"
        onInput={onAgain}
      />
      <Check
        label={t("account.show")}
        checked={visible}
        testId="new-password-show"
        onChange={setVisible}
      />
    </>
  );
}
