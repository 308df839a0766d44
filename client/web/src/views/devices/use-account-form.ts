import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { PASSWORD_LENGTH_MIN } from "../../model/engine";
import { isBlank } from "../../model/text";
import { account, announce } from "../../state/app";
import { logIn, register, suggestDeviceName } from "../../state/session";
import { useUnkept } from "../../state/unsaved";
import { useWork } from "../../ui/use-work";

export type Kind = "register" | "login";

interface Form {
  name: string;
  password: string;
  again: string;
  device: string;
  adopt: boolean;
}

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
  const n = PASSWORD_LENGTH_MIN;
  const short = kind === "register" && Array.from(form.password).length < n;
  return {
    name: !isBlank(form.name) ? null : t("account.nameMissing"),
    password: short || !form.password ? t("account.short", { n }) : null,
    again: kind === "register" && form.again !== form.password ? t("account.differ") : null,
    device: !isBlank(form.device) ? null : t("account.deviceMissing"),
  };
}

async function send(kind: Kind, form: Form): Promise<void> {
  const [name, device] = [form.name.trim(), form.device.trim()];
  if (kind === "register") {
    await register(name, form.password, device);
    announce(t("account.registered"));
  } else {
    const adopted = await logIn(name, form.password, device, form.adopt);
    announce(adopted ? t("account.adopted", { count: adopted }) : t("account.loggedIn"));
  }
}

/** The fields, their errors, and the attempt. A refused attempt keeps the fields. */
export function useAccountForm() {
  const known = account.value;
  const [kind, setKind] = useState<Kind>(known ? "login" : "register");
  const [form, setForm] = useState<Form>({
    name: known?.name ?? "",
    password: "",
    again: "",
    device: suggestDeviceName(navigator.userAgent),
    adopt: true,
  });
  useUnkept(form.password !== "" || form.again !== "");
  const [errors, setErrors] = useState<Errors | null>(null);
  const { busy, problem, run } = useWork();
  const set =
    <F extends keyof Form>(field: F) =>
    (value: Form[F]) =>
      setForm((old) => ({ ...old, [field]: value }));

  const submit = (event: Event) => {
    event.preventDefault();
    const found = check(kind, form);
    setErrors(found);
    const complete = Object.values(found).every((it) => it === null);
    void run(async () => {
      if (complete) await send(kind, form);
    });
  };
  return { kind, setKind, form, set, errors, problem, busy, submit };
}
