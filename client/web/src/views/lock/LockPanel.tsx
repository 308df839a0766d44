import "./texts";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { DeviceLock } from "../../model/engine";
import { hrefOf } from "../../model/pages";
import { account, announce, announceProblem, lock, ready } from "../../state/app";
import {
  changeLock,
  loadLock,
  lockNow,
  lockPossible,
  removePin,
  turnLockOff,
} from "../../state/lock";
import { Section } from "../../ui/Section";
import { useWork } from "../../ui/use-work";
import { LockTimes } from "./LockTimes";
import { PinDialog } from "./PinDialog";
import { TurnOnDialog } from "./TurnOnDialog";

function Off({ onTurnOn }: { onTurnOn: () => void }) {
  if (lockPossible.value === false)
    return (
      <>
        <p>{t("lock.needsAccount")}</p>
        <a class="button" href={hrefOf("devices")} data-testid="lock-account">
          {t("lock.toAccount")}
        </a>
      </>
    );
  return (
    <>
      <p>{t("lock.off")}</p>
      <button
        type="button"
        class="button"
        disabled={!ready.value || lockPossible.value === null}
        data-testid="lock-on"
        onClick={onTurnOn}
      >
        {t("lock.turnOn")}
      </button>
    </>
  );
}

function On({ held, onSetPin }: { held: DeviceLock; onSetPin: () => void }) {
  const { busy, run } = useWork();
  const isBusy = busy || !ready.value;
  const act = (work: () => Promise<void>, done: string) =>
    void run(() =>
      work().then(
        () => announce(done),
        (error) => void announceProblem(error),
      ),
    );
  const button = (id: "now" | "off" | "set-pin" | "remove-pin", label: string, on: () => void) => (
    <button type="button" class="button" disabled={isBusy} data-testid={`lock-${id}`} onClick={on}>
      {label}
    </button>
  );
  return (
    <>
      <LockTimes
        times={held}
        disabled={isBusy}
        id="lock"
        onChoose={({ idle_minutes, on_close }) =>
          act(() => changeLock({ idle_minutes, on_close }), t("lock.changed"))
        }
      />
      <p data-testid="lock-pin-state">{t(held.pin ? "lock.hasPin" : "lock.noPin")}</p>
      <div class="row">
        {button("set-pin", t(held.pin ? "lock.replacePin" : "lock.setPin"), onSetPin)}
        {held.pin &&
          button("remove-pin", t("lock.removePin"), () => act(removePin, t("lock.pinRemoved")))}
      </div>
      <div class="row">
        {button("now", t("lock.now"), () => act(lockNow, ""))}
        {button("off", t("lock.turnOff"), () => act(turnLockOff, t("lock.turnedOff")))}
      </div>
    </>
  );
}

/** The lock of this device, on the settings page. */
export function LockPanel() {
  const [asks, setAsks] = useState<"on" | "pin" | null>(null);
  const isReady = ready.value;
  const identity = account.value?.identity;
  useEffect(() => {
    if (isReady) loadLock().catch(announceProblem);
  }, [isReady, identity]);
  const held = lock.value;
  const close = () => setAsks(null);
  return (
    <Section title={t("lock.heading")}>
      <div class="stack" data-testid="lock-panel" data-on={held !== null}>
        <p class="muted">{t("lock.about")}</p>
        {held ? (
          <On held={held} onSetPin={() => setAsks("pin")} />
        ) : (
          <Off onTurnOn={() => setAsks("on")} />
        )}
      </div>
      {asks === "on" && <TurnOnDialog onClose={close} />}
      {asks === "pin" && <PinDialog onClose={close} />}
    </Section>
  );
}
