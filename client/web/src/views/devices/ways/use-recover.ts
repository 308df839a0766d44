import { useState } from "preact/hooks";
import { t } from "../../../i18n";
import { problemOf } from "../../../model/problem";
import { isBlank } from "../../../model/text";
import { account, announce } from "../../../state/app";
import { suggestDeviceName } from "../../../state/session";
import { useUnkept } from "../../../state/unsaved";
import { beginRecoveryCode, checkRecoveryText, recoverWithCode } from "../../../state/ways";
import { useWork } from "../../../ui/use-work";
import { focusError } from "../focus-error";
import { codeError } from "./CodeParts";
import { checkNewPassword } from "./NewPassword";

interface Form {
  name: string;
  code: string;
  password: string;
  again: string;
  device: string;
  adopt: boolean;
  ends: boolean;
}

type Errors = Record<"name" | "code" | "password" | "again" | "device", string | null>;

/** What is wrong with the code that was typed, or null. */
async function faultOfCode(code: string): Promise<string | null> {
  try {
    await checkRecoveryText(code);
    return null;
  } catch (refused) {
    return codeError(problemOf(refused)) ?? t("ways.codeLength");
  }
}

async function check(form: Form): Promise<Errors> {
  return {
    name: isBlank(form.name) ? t("account.nameMissing") : null,
    code: await faultOfCode(form.code),
    ...checkNewPassword(form.password, form.again),
    device: isBlank(form.device) ? t("account.deviceMissing") : null,
  };
}

function useRecoverForm() {
  const [form, setForm] = useState<Form>({
    name: account.value?.name ?? "",
    code: "",
    password: "",
    again: "",
    device: suggestDeviceName(navigator.userAgent),
    adopt: true,
    ends: false,
  });
  const [errors, setErrors] = useState<Errors | null>(null);
  const set =
    <F extends keyof Form>(field: F) =>
    (value: Form[F]) => {
      setForm((old) => ({ ...old, [field]: value }));
      setErrors((old) => old && { ...old, [field]: null });
    };
  return { form, set, errors, setErrors };
}

const requestOf = (form: Form, typed: string) => ({
  name: form.name.trim(),
  code: form.code,
  new_password: form.password,
  typed,
  device_name: form.device.trim(),
  adopt: form.adopt,
  end_sessions: form.ends,
});

/** The old code and a new password, then the new code, then the new code typed back. */
export function useRecover() {
  const [step, setStep] = useState<"old" | "shown" | "typing">("old");
  const { form, set, errors, setErrors } = useRecoverForm();
  const [code, setCode] = useState("");
  const [typed, setTyped] = useState("");
  const [typedError, setTypedError] = useState<string | null>(null);
  const [unknown, setUnknown] = useState(false);
  useUnkept(form.code !== "" || form.password !== "" || step !== "old");
  const { busy, problem, run } = useWork();
  const next = (event: Event) => {
    event.preventDefault();
    const place = event.currentTarget as HTMLFormElement;
    void run(async () => {
      setUnknown(false);
      const found = await check(form);
      setErrors(found);
      if (Object.values(found).some((it) => it !== null)) return focusError(place);
      setCode(await beginRecoveryCode());
      setTyped("");
      setStep("shown");
    });
  };
  const submit = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      try {
        const adopted = await recoverWithCode(requestOf(form, typed));
        announce(adopted ? t("account.adopted", { count: adopted }) : t("ways.recovered"));
      } catch (refused) {
        const found = problemOf(refused);
        if (found.code === "RECOVERY_CODE_DIFFERS") return setTypedError(codeError(found));
        // The person goes on from what they typed first.
        setStep("old");
        if (found.code !== "BAD_CREDENTIALS") throw refused;
        setUnknown(true);
      }
    });
  };
  const type = (value: string) => {
    setTyped(value);
    setTypedError(null);
  };
  const goTo = { forth: () => setStep("typing"), back: () => setStep("shown") };
  const shown = { step, form, errors, code, typed, typedError, unknown, busy, problem };
  return { ...shown, ...goTo, set, setTyped: type, next, submit };
}

export type RecoverState = ReturnType<typeof useRecover>;
