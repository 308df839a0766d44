import "./TimeScale.css";
import { t } from "../i18n";
import { span } from "../i18n/format";
import { axisPoint, momentLine, ticksOf, valueLine } from "./time-axis";

const HEIGHTS = [0, 0.25, 0.5, 0.75, 1];
const LABELLED = [0, 0.5, 1];

/** A day of the calendar, in hours from now. */
export interface DayMark {
  hours: number;
  day: string;
}

interface Props {
  /** The length of the axis. */
  hours: number;
  /** The values at the bottom and at the top. */
  low?: number;
  high?: number;
  due?: DayMark | null;
}

/** The goal's date: a line where it lies on the axis, or its name at the end that it lies beyond. */
function Due({ due, hours }: { due: DayMark; hours: number }) {
  const at = due.hours / hours;
  const beyond = at > 1;
  const [x, y] = axisPoint(Math.min(1, at), 1, -5);
  return (
    <g class="due" data-testid="trajectory-due">
      {!beyond && <path class="scale due-line" d={momentLine(at)} />}
      <text class="scale-text" x={x} y={y} text-anchor={at > 0.7 ? "end" : "start"}>
        {beyond ? `${due.day} →` : due.day}
      </text>
    </g>
  );
}

/** Time along a straight axis, and values above it. */
export function TimeScale({ hours, low = 0, high = 1, due }: Props) {
  const ticks = ticksOf(hours).map((tick) => ({ tick, at: hours > 0 ? tick / hours : 0 }));
  return (
    <g>
      {HEIGHTS.map((height) => (
        <path
          key={height}
          class={height === 0 ? "scale" : "scale scale-fine"}
          d={valueLine(height)}
        />
      ))}
      {ticks.map(({ tick, at }) => {
        const [x, y] = axisPoint(at, 0, 20);
        return (
          <g key={tick}>
            <path class="scale" d={momentLine(at, 6)} />
            <text class="scale-text" x={x} y={y} text-anchor={at > 0.95 ? "end" : "middle"}>
              {tick === 0 ? t("goal.now") : span(tick)}
            </text>
          </g>
        );
      })}
      {LABELLED.map((height) => {
        const [x, y] = axisPoint(0, height);
        return (
          <text key={height} class="scale-text" x={x - 6} y={y + 4} text-anchor="end">
            {Number((low + (high - low) * height).toFixed(2))}
          </text>
        );
      })}
      {due && due.hours >= 0 && <Due due={due} hours={hours} />}
    </g>
  );
}
