import "./Courses.css";
import { t } from "../../i18n";
import { quantity } from "../../i18n/format";
import { isolated } from "../../model/text";
import { nameOf } from "../../ui/Quantities";
import { TimeScale } from "../../ui/TimeScale";
import {
  AXIS_HEIGHT,
  AXIS_WIDTH,
  axisPoint,
  type Mark,
  markBand,
  markLine,
} from "../../ui/time-axis";
import type { Column } from "./columns";
import {
  apart,
  type Dial,
  dialsOf,
  endingTogether,
  extentOf,
  heightIn,
  type Line,
  type Reach,
} from "./dials";
import { Sign } from "./Sign";

/** The margins of the dial, for its values and the names at the ends of its lines. */
const LEFT = 10;
const RIGHT = 30;
/** The distance between a line's end and its name, as a share of the scale. */
const LEAD = 0.036;

const short = (length: number) => length.toFixed(2);
const kindOf = ({ column }: Line) => (column.id === "live" ? "course-live" : "course-sim");

function raised({ marks }: Line, reach: Reach): Mark[] {
  return marks.map(({ at, value }) => ({ at, value: heightIn(reach, value) }));
}

interface LineProps {
  line: Line;
  reach: Reach;
}

function Band({ line, reach }: LineProps) {
  const half = line.half / (reach.high - reach.low);
  return (
    <g class={kindOf(line)}>
      <path class="band" d={markBand(raised(line, reach), half)} />
    </g>
  );
}

function Curve({ line, reach }: LineProps) {
  const { sign, id } = line.column;
  const [x, y] = axisPoint(line.end.at, heightIn(reach, line.end.value));
  return (
    <g class={kindOf(line)} data-testid={`whatif-line-${id}`}>
      <path class="line" d={markLine(raised(line, reach))} stroke-dasharray={sign.dash} />
      <path
        class="mark"
        d={sign.mark}
        transform={`translate(${short(x)},${short(y)}) scale(1.2)`}
      />
    </g>
  );
}

/** Names of lines with nearby ends share a column. A thin line connects each with its end. */
function Names({ lines, reach }: { lines: readonly Line[]; reach: Reach }) {
  const ends = lines.map(({ end }) => heightIn(reach, end.value));
  const heights = apart(ends);
  const at = Math.max(...lines.map(({ end }) => end.at)) + LEAD;
  return (
    <>
      {lines.map((line, index) => {
        const { sign, name, id } = line.column;
        const from = axisPoint(line.end.at + LEAD / 3, ends[index] ?? 0);
        const [x, y] = axisPoint(at, heights[index] ?? 0);
        return (
          <g key={id} class={kindOf(line)}>
            <path class="lead" d={`M${from.map(short)}L${short(x)},${short(y)}`} />
            <text class="line-name" x={x + 2} y={y + 4}>
              {sign.letter || name}
            </text>
          </g>
        );
      })}
    </>
  );
}

function Picture({ dial, reach }: { dial: Dial; reach: Reach }) {
  // LIVE is drawn last, over all others.
  const upwards = [...dial.lines].sort(
    (a, b) => Number(b.column.sign.dash !== "") - Number(a.column.sign.dash !== ""),
  );
  const horizon = t(`horizon.${dial.horizon}`);
  return (
    <svg
      class="arc"
      viewBox={`${-LEFT} 0 ${LEFT + AXIS_WIDTH + RIGHT} ${AXIS_HEIGHT}`}
      role="img"
      aria-label={t("whatif.dialText", {
        horizon,
        names: dial.lines.map((it) => isolated(it.column.name)).join(", "),
      })}
    >
      <TimeScale hours={dial.hours} {...reach} />
      {upwards.map((line) => (
        <Band key={line.column.id} line={line} reach={reach} />
      ))}
      {upwards.map((line) => (
        <Curve key={line.column.id} line={line} reach={reach} />
      ))}
      {endingTogether(dial.lines).map((lines) => (
        <Names key={lines[0]?.column.id} lines={lines} reach={reach} />
      ))}
    </svg>
  );
}

function Row({ line, dial }: { line: Line; dial: Dial }) {
  const { id, name, sign, horizon } = line.column;
  const elsewhere = horizon !== dial.horizon;
  return (
    <tr data-testid={`whatif-row-${id}`}>
      <th scope="row">
        <span class="whatif-name">
          <Sign of={sign} />
          <span>{elsewhere ? `${name} · ${t(`horizon.${horizon}`)}` : name}</span>
        </span>
      </th>
      <td>{quantity(line.marks[0]?.value ?? 0)}</td>
      <td>{quantity(line.end.value)}</td>
      <td>{quantity(1 - line.half)}</td>
    </tr>
  );
}

function Course({ dial, reach }: { dial: Dial; reach: Reach }) {
  const title = t("goal.trajectory", { horizon: t(`horizon.${dial.horizon}`) });
  return (
    <figure class="whatif-dial" aria-label={title} data-testid={`whatif-dial-${dial.horizon}`}>
      <figcaption>{title}</figcaption>
      <Picture dial={dial} reach={reach} />
      <div class="table-box">
        <table class="table whatif-ends">
          <caption class="hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t("whatif.line")}</th>
              <th scope="col">{t("whatif.from")}</th>
              <th scope="col">{t("whatif.to")}</th>
              <th scope="col">{nameOf("confidence")}</th>
            </tr>
          </thead>
          <tbody>
            {dial.lines.map((line) => (
              <Row key={line.column.id} line={line} dial={dial} />
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

/** All trajectories, in one picture per horizon: a day would be a dot on the scale of half a year. */
export function Courses({ columns }: { columns: readonly Column[] }) {
  const dials = dialsOf(columns);
  if (dials.length === 0) return null;
  const reach = extentOf(dials);
  return (
    <div class="whatif-dials" data-testid="whatif-dials">
      {dials.map((dial) => (
        <Course key={dial.horizon} dial={dial} reach={reach} />
      ))}
      <p class="muted">
        {t("whatif.dialKey")} {dials.length > 1 && `${t("whatif.dialApart")} `}
        {t("goal.band")}
      </p>
    </div>
  );
}
