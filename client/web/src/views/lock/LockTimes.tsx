import { t } from "../../i18n";
import { Check, Choice } from "../../ui/Fields";

export interface Times {
  idle_minutes: number;
  on_close: boolean;
}

const MINUTES = ["0", "1", "5", "15", "60"] as const;

/** When the device locks by itself. */
export function LockTimes(props: {
  times: Times;
  disabled: boolean;
  id: "lock" | "lock-new";
  onChoose: (times: Times) => void;
}) {
  const { times, disabled, id, onChoose } = props;
  const label = (minutes: string) =>
    minutes === "0" ? t("lock.never") : t("lock.minutes", { n: Number(minutes) });
  return (
    <>
      <Choice
        legend={t("lock.idle")}
        value={String(times.idle_minutes)}
        options={MINUTES.map((minutes) => ({ value: minutes, label: label(minutes) }))}
        testId={`${id}-idle`}
        disabled={disabled}
        onChoose={(minutes) => onChoose({ ...times, idle_minutes: Number(minutes) })}
      />
      <Check
        label={t("lock.onClose")}
        checked={times.on_close}
        disabled={disabled}
        testId={`${id}-close`}
        onChange={(on_close) => onChoose({ ...times, on_close })}
      />
      <p class="muted">{t(times.on_close ? "lock.onCloseOn" : "lock.onCloseOff")}</p>
    </>
  );
}
