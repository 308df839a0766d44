import "./DeviceList.css";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { dateTime } from "../../i18n/format";
import { DEVICE_NAME_LENGTH_MAX, type DeviceRow } from "../../model/engine";
import { isBlank } from "../../model/text";
import type { WayShown } from "../../model/way-shown";
import { addsDevice } from "../../state/adding-signals";
import { account, announce, announceProblem, ready, sync } from "../../state/app";
import { devices, loadDevices, removeDevice, renameDevice } from "../../state/session";
import { useUnkept } from "../../state/unsaved";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Fields";
import { Refusal } from "../../ui/ProblemText";
import { Section } from "../../ui/Section";
import { UserText } from "../../ui/UserText";
import { useWork } from "../../ui/use-work";
import { Late } from "../shell/Late";
import { AccountPassword } from "./AccountPassword";
import { PasswordDialog } from "./PasswordDialog";
import { PasskeyButton } from "./ways/PasskeyButton";

function Rename({ device, onClose }: { device: DeviceRow; onClose: () => void }) {
  const [name, setName] = useState(device.name);
  const [password, setPassword] = useState("");
  useUnkept(name !== device.name || password !== "");
  const { busy, problem, run } = useWork();
  const rename = async (way: WayShown) => {
    await renameDevice(device.device, name.trim(), way);
    announce(t("devices.renamed"));
    onClose();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (!isBlank(name)) void run(() => rename({ password }));
  };
  return (
    <Dialog
      title={t("devices.renameOf", { name: device.name })}
      testId="device-rename-dialog"
      onClose={onClose}
    >
      <form class="stack" onSubmit={submit} noValidate>
        <Field
          label={t("devices.newName")}
          value={name}
          maxLength={DEVICE_NAME_LENGTH_MAX}
          testId="device-new-name"
          onInput={setName}
        />
        <AccountPassword
          value={password}
          hint={t("devices.passwordWhy")}
          testId="device-password"
          onInput={setPassword}
        />
        <Refusal problem={problem} testId="device-problem" />
        <button
          type="submit"
          class="button primary"
          disabled={busy}
          data-testid="device-rename-submit"
        >
          {busy ? t("account.busy") : t("devices.rename")}
        </button>
        <PasskeyButton purpose="login" act={isBlank(name) ? null : rename} busy={busy} run={run} />
      </form>
    </Dialog>
  );
}

function Remove({ device, onClose }: { device: DeviceRow; onClose: () => void }) {
  const name = device.name || device.device.slice(0, 8);
  return (
    <PasswordDialog
      title={t("remove.title", { name })}
      id="remove-device"
      label={t("remove.confirm")}
      busyLabel={t("remove.busy")}
      submitId="remove-device-confirm"
      done={t("remove.done", { name })}
      purpose="confirm"
      act={(way) => removeDevice(device.device, way)}
      onClose={onClose}
    >
      <p>{t("remove.what")}</p>
      <p>{t("remove.waits")}</p>
      <p>{t("remove.stays")}</p>
      <p>{t("remove.others")}</p>
    </PasswordDialog>
  );
}

interface RowProps {
  device: DeviceRow;
  signedIn: boolean;
  onRename: () => void;
  onRemove: () => void;
}

function Row({ device, signedIn, onRename, onRemove }: RowProps) {
  const gone = device.removed !== null;
  return (
    <li
      data-testid="device"
      data-device={device.device}
      data-this={device.this}
      data-removed={gone}
    >
      <span class="device-name">
        <UserText of={device.name} or={device.device.slice(0, 8)} />{" "}
        {device.this && <span class="badge">{t("devices.this")}</span>}
        {device.removed !== null && (
          <span class="muted">{t("remove.since", { when: dateTime(device.removed) })}</span>
        )}
        <span class="mono muted">{device.device.slice(0, 16)}</span>
      </span>
      {signedIn && !gone && (
        <span class="row">
          <button
            type="button"
            class="button quiet"
            aria-label={t("devices.renameOf", { name: device.name })}
            disabled={!ready.value}
            data-testid="device-rename"
            onClick={onRename}
          >
            {t("devices.rename")}
          </button>
          {!device.this && (
            <button
              type="button"
              class="button quiet"
              aria-label={t("remove.of", { name: device.name })}
              disabled={!ready.value}
              data-testid="device-remove"
              onClick={onRemove}
            >
              {t("remove.button")}
            </button>
          )}
        </span>
      )}
    </li>
  );
}
const loadAddDevice = () => import("./adding/pages").then((it) => it.AddDevice);

export function DeviceList({ signedIn }: { signedIn: boolean }) {
  const [renaming, setRenaming] = useState<DeviceRow | null>(null);
  const [removing, setRemoving] = useState<DeviceRow | null>(null);
  const isReady = ready.value;
  const since = sync.value.last_synced_ms;
  const identity = account.value?.identity;
  useEffect(() => {
    if (isReady && identity) loadDevices().catch(announceProblem);
  }, [isReady, identity, since]);
  return (
    <Section title={t("devices.list")}>
      {identity && devices.value ? (
        <ul class="devices" data-testid="device-list">
          {devices.value.map((it) => (
            <Row
              key={it.device}
              device={it}
              signedIn={signedIn}
              onRename={() => setRenaming(it)}
              onRemove={() => setRemoving(it)}
            />
          ))}
        </ul>
      ) : (
        <p class="muted">{t("devices.none")}</p>
      )}
      {signedIn && (
        <button
          type="button"
          class="button"
          disabled={!isReady}
          data-testid="add-device"
          onClick={() => {
            addsDevice.value = true;
          }}
        >
          {t("trust.addDevice")}
        </button>
      )}
      {addsDevice.value && isReady && <Late load={loadAddDevice} />}
      {renaming && <Rename device={renaming} onClose={() => setRenaming(null)} />}
      {removing && <Remove device={removing} onClose={() => setRemoving(null)} />}
    </Section>
  );
}
