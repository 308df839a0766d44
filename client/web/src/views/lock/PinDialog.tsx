import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { PIN_LENGTH_MAX, PIN_LENGTH_MIN } from "../../model/engine";
import { announce } from "../../state/app";
import { setPin } from "../../state/lock";
import { useUnkept } from "../../state/unsaved";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Fields";
import { Refusal } from "../../ui/ProblemText";
import { useWork } from "../../ui/use-work";
import { FormButtons } from "../devices/FormButtons";

/** Says what a PIN withstands, and sets it. */
export function PinDialog({ onClose }: { onClose: () => void }) {
  const [pin, changePin] = useState("");
  const [again, setAgain] = useState("");
  const [differs, setDiffers] = useState(false);
  useUnkept(pin !== "" || again !== "");
  const { busy, problem, run } = useWork();
  const submit = (event: Event) => {
    event.preventDefault();
    setDiffers(pin !== again);
    if (pin === "" || pin !== again) return;
    void run(async () => {
      await setPin(pin);
      announce(t("lock.pinSet"));
      onClose();
    });
  };
  return (
    <Dialog title={t("lock.pinTitle")} testId="pin-dialog" onClose={onClose}>
      <p>{t("lock.pinMeans")}</p>
      <p>{t("lock.pinLimits")}</p>
      <form class="stack" onSubmit={submit} noValidate>
        <Field
          label={t("lock.pin")}
          type="password"
          value={pin}
          inputMode="numeric"
          hint={t("lock.pinRule", { min: PIN_LENGTH_MIN, max: PIN_LENGTH_MAX })}
          testId="pin-new"
          onInput={changePin}
        />
        <Field
          label={t("lock.pinAgain")}
          type="password"
          value={again}
          inputMode="numeric"
          error={differs ? t("lock.pinDiffers") : null}
          testId="pin-again"
          onInput={(value) => {
            setDiffers(false);
            setAgain(value);
          }}
        />
        <Refusal problem={problem} testId="pin-problem" />
        <FormButtons
          label={t("lock.savePin")}
          busyLabel={t("lock.busy")}
          busy={busy}
          disabled={pin === "" || again === ""}
          testId="pin-submit"
          onCancel={onClose}
        />
      </form>
    </Dialog>
  );
}
