import "./Transport.css";
import { t } from "../../i18n";
import { count } from "../../i18n/format";
import {
  goTo,
  last,
  past,
  pause,
  play,
  playing,
  SPEEDS,
  type Speed,
  shownPosition,
  speed,
} from "../../state/past";
import { Choice } from "../../ui/Fields";
import { Icon, type IconName } from "../../ui/Icon";
import type { TestId } from "../../ui/test-ids";

interface StepProps {
  icon: IconName;
  label: string;
  testId: TestId;
  disabled: boolean;
  onClick: () => void;
}

function Step({ icon, label, testId, disabled, onClick }: StepProps) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      // aria-disabled instead of disabled: a button at the end of the history keeps the focus.
      aria-disabled={disabled}
      data-testid={testId}
      onClick={() => {
        if (!disabled) onClick();
      }}
    >
      <Icon name={icon} />
    </button>
  );
}

function Play() {
  const running = playing.value;
  return (
    <button
      type="button"
      class="button play"
      aria-pressed={running}
      disabled={last.value === 0}
      data-testid="play"
      onClick={running ? pause : play}
    >
      <Icon name={running ? "pause" : "play"} />
      {running ? t("past.pause") : t("past.play")}
    </button>
  );
}

function Pace() {
  return (
    <Choice
      legend={t("past.speed")}
      value={`${speed.value}`}
      options={SPEEDS.map((rate) => ({ value: `${rate}`, label: count(rate) }))}
      testId="speed"
      onChoose={(next) => {
        speed.value = Number(next) as Speed;
      }}
    />
  );
}

/** Moves the position: by slider, by single steps, or by playback. */
export function Transport({ text }: { text: string }) {
  const at = shownPosition.value;
  const end = last.value;
  const step = (icon: "first" | "back" | "forward" | "last", to: number) => (
    <Step
      icon={icon}
      label={t(`past.${icon}`)}
      testId={`to-${icon}`}
      disabled={at === Math.min(Math.max(0, to), end)}
      onClick={() => goTo(to)}
    />
  );
  return (
    <div class="transport">
      <input
        type="range"
        class="scrub"
        min={0}
        max={end}
        step={1}
        value={at}
        aria-label={t("past.scrub")}
        aria-valuetext={text}
        data-testid="scrub"
        data-shown={past.value?.row.position}
        onInput={(event) => goTo(event.currentTarget.valueAsNumber)}
      />
      <div class="transport-row">
        {step("first", 0)}
        {step("back", at - 1)}
        <Play />
        {step("forward", at + 1)}
        {step("last", end)}
        <Pace />
      </div>
    </div>
  );
}
