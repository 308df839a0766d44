import "./Gutter.css";
import type { HistoryRow } from "../../model/engine";
import type { LaneRow, Lanes } from "../../model/lanes";

export const ROW_HEIGHT = 88;
const STEP = 15;
const MARGIN = 12;
/** Branches beyond this number share the last lane. */
const LANES_DRAWN = 6;
const MIDDLE = ROW_HEIGHT / 2;

const xOf = (lane: number) => MARGIN + STEP * Math.min(lane, LANES_DRAWN - 1);

export function gutterWidth(lanes: Lanes): number {
  return 2 * MARGIN + STEP * (Math.min(lanes.width, LANES_DRAWN) - 1);
}

function curve(lane: number, to: number, end: number): string {
  const [from, x] = [xOf(lane), xOf(to)];
  if (from === x) return `M${from},${MIDDLE}V${end}`;
  const bend = (MIDDLE + end) / 2;
  return `M${from},${MIDDLE}C${from},${bend} ${x},${bend} ${x},${end}`;
}

/** The newest commit is on top, so lines to later commits go up. */
function linesOf({ lane, up, down, through }: LaneRow): string {
  return [
    ...through.map((other) => `M${xOf(other)},0V${ROW_HEIGHT}`),
    ...up.map((other) => curve(lane, other, 0)),
    ...down.map((other) => curve(lane, other, ROW_HEIGHT)),
  ].join("");
}

function Mark({ kind, x }: { kind: HistoryRow["kind"]; x: number }) {
  if (kind === "merge") return <path class="lane-mark" d={`M${x},${MIDDLE - 8}l8,8l-8,8l-8,-8Z`} />;
  return <circle class={`lane-mark is-${kind}`} cx={x} cy={MIDDLE} r="6" />;
}

/** The part of the branches beside a row. Without `lanes`, only the mark. */
export function Gutter({ row, lanes }: { row: HistoryRow; lanes: Lanes | null }) {
  const place = lanes?.at(row.position) ?? null;
  const width = lanes ? gutterWidth(lanes) : 2 * MARGIN;
  return (
    <svg
      class="gutter"
      width={width}
      height={ROW_HEIGHT}
      aria-hidden="true"
      data-lane={place?.lane}
    >
      {place && <path class="lane-lines" d={linesOf(place)} />}
      <Mark kind={row.kind} x={xOf(place?.lane ?? 0)} />
    </svg>
  );
}
