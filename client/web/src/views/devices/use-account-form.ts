import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { PASSWORD_LENGTH_MIN } from "../../model/engine";
import { problemOf } from "../../model/problem";
import { isBlank, passwordForm } from "../../model/text";
import { account, announce } from "../../state/app";
import { wantsLogin } from "../../state/first-visit";
import { logIn, register, suggestDeviceName } from "../../state/session";
import { useUnkept } from "../../state/unsaved";
import { offersWayBack } from "../../state/ways";
import { useWork } from "../../ui/use-work";
import { focusError } from "./focus-error";
import { type FieldErrors, refusedFields } from "./refused-fields";

export type Kind = "register" | "login";

interface Form {
  name: string;
  password: string;
  again: string;
  device: string;
  adopt: boolean;
}

function check(
  kind: Kind,
  form: { name: string; password: string; again: string; device: string },
): FieldErrors {
  const n = PASSWORD_LENGTH_MIN;
  const [password, again] = [passwordForm(form.password), passwordForm(form.again)];
  const short = kind === "register" && Array.from(password).length < n;
  return {
    name: !isBlank(form.name) ? null : t("account.nameMissing"),
    password: short || !password ? t("account.short", { n }) : null,
    again: kind === "register" && again !== password ? t("account.differ") : null,
    device: !isBlank(form.device) ? null : t("account.deviceMissing"),
  };
}

async function send(kind: Kind, form: Form): Promise<void> {
  const [name, device] = [form.name.trim(), form.device.trim()];
  if (kind === "register") {
    await register(name, form.password, device);
    offersWayBack.value = true;
    announce(t("account.registered"));
  } else {
    const adopted = await logIn(name, form.password, device, form.adopt);
    announce(adopted ? t("account.adopted", { count: adopted }) : t("account.loggedIn"));
  }
}

/** The fields, their errors, and the attempt. A refused attempt keeps the fields. */
export function useAccountForm() {
  const known = account.value;
  const [kind, setKind] = useState<Kind>(known || wantsLogin.peek() ? "login" : "register");
  const [form, setForm] = useState<Form>({
    name: known?.name ?? "",
    password: "",
    again: "",
    device: suggestDeviceName(navigator.userAgent),
    adopt: true,
  });
  useUnkept(form.password !== "" || form.again !== "");
  const [errors, setErrors] = useState<FieldErrors | null>(null);
  const { busy, problem, run } = useWork();
  const set =
    <F extends keyof Form>(field: F) =>
    (value: Form[F]) => {
      setForm((old) => ({ ...old, [field]: value }));
      setErrors((old) => old && { ...old, [field]: null });
    };

  const submit = (event: Event) => {
    event.preventDefault();
    const place = event.currentTarget as HTMLFormElement;
    const found = check(kind, form);
    setErrors(found);
    const complete = Object.values(found).every((it) => it === null);
    if (!complete) focusError(place);
    void run(async () => {
      if (!complete) return;
      try {
        await send(kind, form);
      } catch (error) {
        const refused = refusedFields(problemOf(error));
        if (!refused) throw error;
        setErrors(refused);
        focusError(place);
      }
    });
  };
  return { kind, setKind, form, set, errors, problem, busy, submit };
}
