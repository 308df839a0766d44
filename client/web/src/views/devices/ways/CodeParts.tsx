import { useState } from "preact/hooks";
import { t } from "../../../i18n";
import type { Problem } from "../../../model/engine";
import { problemOf } from "../../../model/problem";
import { checkRecoveryText } from "../../../state/ways";
import { DigitGroups } from "../../../ui/DigitGroups";
import { Field } from "../../../ui/Fields";
import type { TestId } from "../../../ui/test-ids";

/** What a refusal says about a typed code, or null if it is about something else. */
export function codeError({ code, part }: Problem): string | null {
  if (code !== "BAD_RECOVERY_CODE" && code !== "RECOVERY_CODE_DIFFERS") return null;
  if (typeof part !== "number") return t("ways.codeLength");
  return t(code === "BAD_RECOVERY_CODE" ? "ways.codePart" : "ways.codeDiffers", { part });
}

interface CodeFieldProps {
  label: string;
  value: string;
  error: string | null;
  testId: TestId;
  onInput: (value: string) => void;
}

/** A recovery code as somebody types it. Leaving the field names the group that is no group of a code. */
export function CodeField({ label, value, error, testId, onInput }: CodeFieldProps) {
  const [found, setFound] = useState<string | null>(null);
  const check = () => {
    if (value.trim() === "") return;
    checkRecoveryText(value)
      .then(() => setFound(null))
      .catch((refused) => setFound(codeError(problemOf(refused))));
  };
  return (
    <Field
      label={label}
      value={value}
      lines={2}
      inputMode="numeric"
      maxLength={200}
      error={error ?? found}
      hint={t("ways.codeHint")}
      testId={testId}
      onCommit={check}
      onInput={(next) => {
        setFound(null);
        onInput(next);
      }}
    />
  );
}

/** The code to copy by hand. */
export function ShownCode({ code }: { code: string }) {
  return (
    <>
      <p>{t("ways.writeDown")}</p>
      <DigitGroups groups={code.split(" ")} label={t("ways.code")} testId="recovery-code" />
      <p class="muted">{t("ways.shownOnce")}</p>
    </>
  );
}
