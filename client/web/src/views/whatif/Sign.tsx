import "./Sign.css";
import type { SignShape } from "./signs";

const WIDTH = 44;
const HEIGHT = 12;

/** The sample of a line beside its name. */
export function Sign({ of }: { of: SignShape }) {
  return (
    <span class={of.dash ? "sign course-sim" : "sign course-live"} aria-hidden="true">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        width={WIDTH}
        height={HEIGHT}
        aria-hidden="true"
        focusable="false"
      >
        <path class="line" d={`M1,${HEIGHT / 2}H${WIDTH - 6}`} stroke-dasharray={of.dash} />
        <path class="mark" d={of.mark} transform={`translate(${WIDTH - 6},${HEIGHT / 2})`} />
      </svg>
      {of.letter}
    </span>
  );
}
