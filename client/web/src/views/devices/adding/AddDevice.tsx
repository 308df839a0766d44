import "./texts";
import "./adding.css";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../../i18n";
import type { NewDevice } from "../../../model/engine";
import { problemOf } from "../../../model/problem";
import type { WayShown } from "../../../model/way-shown";
import { addDevice, addedDevice, readNewDevice } from "../../../state/adding";
import { addsDevice, scannedCode } from "../../../state/adding-signals";
import { account } from "../../../state/app";
import { loadDevices } from "../../../state/session";
import { useUnkept } from "../../../state/unsaved";
import { Dialog } from "../../../ui/Dialog";
import { DigitGroups } from "../../../ui/DigitGroups";
import { Field } from "../../../ui/Fields";
import { Refusal } from "../../../ui/ProblemText";
import { useWork } from "../../../ui/use-work";
import { AccountPassword } from "../AccountPassword";
import { FormButtons } from "../FormButtons";
import { PasskeyButton } from "../ways/PasskeyButton";
import { checkGroups } from "./check-groups";
import { QrReader } from "./QrReader";
import { useFocusHere } from "./use-focus-here";
import { usePolling } from "./use-polling";

/** A code that was read, and what it says. */
interface Read {
  code: string;
  device: NewDevice;
}

const close = () => {
  addsDevice.value = false;
  scannedCode.value = null;
};

/** A code by camera, by hand, or from the address of the page. */
function useReadCode(onRead: (read: Read) => void) {
  const [text, setText] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [isForeign, setForeign] = useState(false);
  const { busy, problem, run } = useWork();
  const read = async (code: string) => onRead({ code, device: await readNewDevice(code) });
  const scan = (code: string) => {
    read(code).catch((refused) => {
      // Another QR code may come into view.
      if (problemOf(refused).code === "BAD_DEVICE_CODE") setForeign(true);
      else void run(() => Promise.reject(refused));
    });
  };
  const submit = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      try {
        await read(text);
      } catch (refused) {
        const { code, part } = problemOf(refused);
        if (code !== "BAD_DEVICE_CODE") throw refused;
        const isPart = typeof part === "number";
        setError(isPart ? t("adding.codePart", { part }) : t("adding.codeWhole"));
      }
    });
  };
  useEffect(() => {
    const scanned = scannedCode.peek();
    scannedCode.value = null;
    if (scanned !== null) void run(() => read(scanned));
  }, []);
  const type = (next: string) => {
    setError(null);
    setText(next);
  };
  return { text, type, error, isForeign, busy, problem, scan, submit };
}

function ReadCode({ onRead }: { onRead: (read: Read) => void }) {
  const { text, type, error, isForeign, busy, problem, scan, submit } = useReadCode(onRead);
  return (
    <>
      <p>{t("adding.body")}</p>
      <QrReader foreign={isForeign} onText={scan} />
      <form class="stack" onSubmit={submit} noValidate>
        <Field
          label={t("adding.code")}
          value={text}
          lines={3}
          maxLength={2_000}
          error={error}
          hint={t("adding.codeHint")}
          testId="add-device-code"
          onInput={type}
        />
        <Refusal problem={problem} testId="add-device-problem" />
        <FormButtons
          label={t("adding.next")}
          busyLabel={t("adding.next")}
          busy={busy}
          disabled={text.trim() === ""}
          testId="add-device-next"
          onCancel={close}
        />
      </form>
    </>
  );
}

function Confirm(props: { read: Read; onSent: () => void; onOther: () => void }) {
  const { read, onSent, onOther } = props;
  const [password, setPassword] = useState("");
  useUnkept(password !== "");
  const place = useFocusHere<HTMLParagraphElement>();
  const { busy, problem, run } = useWork();
  const add = async (way: WayShown) => {
    await addDevice(read.code, way);
    onSent();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (password !== "") void run(() => add({ password }));
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <p ref={place} tabIndex={-1}>
        <strong>{t("adding.confirm", { name: read.device.name })}</strong>
      </p>
      <p>{t("adding.confirmDigits")}</p>
      <DigitGroups
        groups={checkGroups(read.device.check)}
        label={t("adding.digits")}
        testId="add-device-check"
      />
      <p>{t("adding.confirmBody")}</p>
      <AccountPassword value={password} testId="add-device-password" onInput={setPassword} />
      <Refusal problem={problem} testId="add-device-problem" />
      <FormButtons
        label={t("trust.addDevice")}
        busyLabel={t("adding.adding")}
        busy={busy}
        disabled={password === ""}
        testId="add-device-submit"
        onCancel={close}
      >
        <PasskeyButton purpose="confirm" act={add} busy={busy} run={run} />
      </FormButtons>
      <button
        type="button"
        class="button quiet"
        disabled={busy}
        data-testid="add-device-other"
        onClick={onOther}
      >
        {t("adding.otherCode")}
      </button>
    </form>
  );
}

const SAID = { waiting: "adding.sent", used: "adding.joined", gone: "adding.gone" } as const;

function Sent({ device }: { device: NewDevice }) {
  const [state, setState] = useState<keyof typeof SAID>("waiting");
  const place = useFocusHere<HTMLParagraphElement>();
  usePolling(state === "waiting", async () => {
    // A server that does not answer is asked again.
    const found = await addedDevice(device.device).catch(() => "waiting" as const);
    setState(found);
    if (found === "used") await loadDevices().catch(() => {});
  });
  return (
    <>
      <p ref={place} tabIndex={-1} role="status" data-testid="add-device-sent" data-state={state}>
        {t(SAID[state], { name: device.name })}
      </p>
      <div class="row">
        <button type="button" class="button primary" data-testid="add-device-done" onClick={close}>
          {t("adding.done")}
        </button>
      </div>
    </>
  );
}

/** Reads the code of a new device, shows what it says, and adds it with a way in. */
export function AddDevice() {
  const [read, setRead] = useState<Read | null>(null);
  const [isSent, setSent] = useState(false);
  return (
    <Dialog title={t("trust.addDevice")} testId="add-device-dialog" onClose={close}>
      <div class="stack">
        {account.value === null ? (
          <p role="status">{t("adding.noAccount")}</p>
        ) : read === null ? (
          <ReadCode onRead={setRead} />
        ) : isSent ? (
          <Sent device={read.device} />
        ) : (
          <Confirm read={read} onSent={() => setSent(true)} onOther={() => setRead(null)} />
        )}
      </div>
    </Dialog>
  );
}
