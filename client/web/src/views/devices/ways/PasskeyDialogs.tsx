import "./passkey-texts";
import { useState } from "preact/hooks";
import { t } from "../../../i18n";
import { PASSKEY_NAME_LENGTH_MAX, type WayIn } from "../../../model/engine";
import { isBlank } from "../../../model/text";
import type { WayShown } from "../../../model/way-shown";
import { announce } from "../../../state/app";
import { suggestDeviceName } from "../../../state/session";
import { useUnkept } from "../../../state/unsaved";
import { addPasskey, removePasskey } from "../../../state/ways";
import { Dialog } from "../../../ui/Dialog";
import { Field } from "../../../ui/Fields";
import { Refusal } from "../../../ui/ProblemText";
import { useWork } from "../../../ui/use-work";
import { AccountPassword } from "../AccountPassword";
import { FormButtons } from "../FormButtons";
import { PasswordDialog } from "../PasswordDialog";
import { PasskeyButton } from "./PasskeyButton";

/** Says what a passkey is, and makes one with the password or with another passkey. */
export function PasskeyDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState(suggestDeviceName(navigator.userAgent));
  const [password, setPassword] = useState("");
  useUnkept(password !== "");
  const { busy, problem, run } = useWork();
  const add = async (way: WayShown) => {
    await addPasskey(name.trim(), way);
    announce(t("passkeys.added"));
    onClose();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (!isBlank(name) && password !== "") void run(() => add({ password }));
  };
  return (
    <Dialog title={t("passkeys.title")} testId="passkey-dialog" onClose={onClose}>
      <p>{t("passkeys.body")}</p>
      <p>{t("passkeys.steps")}</p>
      <form class="stack" onSubmit={submit} noValidate>
        <Field
          label={t("passkeys.name")}
          value={name}
          maxLength={PASSKEY_NAME_LENGTH_MAX}
          testId="passkey-name"
          onInput={setName}
        />
        <AccountPassword value={password} testId="passkey-password" onInput={setPassword} />
        <Refusal problem={problem} testId="passkey-problem" />
        <FormButtons
          label={t("passkeys.add")}
          busyLabel={t("passkeys.busy")}
          busy={busy}
          disabled={isBlank(name) || password === ""}
          testId="passkey-submit"
          onCancel={onClose}
        >
          <PasskeyButton purpose="keys" act={isBlank(name) ? null : add} busy={busy} run={run} />
        </FormButtons>
      </form>
    </Dialog>
  );
}

export function RemovePasskeyDialog({ way, onClose }: { way: WayIn; onClose: () => void }) {
  return (
    <PasswordDialog
      title={t("passkeys.removeTitle", { name: way.name ?? t("passkeys.kind") })}
      id="remove-passkey"
      label={t("passkeys.remove")}
      busyLabel={t("account.busy")}
      submitId="remove-passkey-submit"
      done={t("passkeys.removed")}
      purpose="keys"
      act={(shown) => removePasskey(way.id ?? "", shown)}
      onClose={onClose}
    >
      <p>{t("passkeys.removeBody")}</p>
    </PasswordDialog>
  );
}
