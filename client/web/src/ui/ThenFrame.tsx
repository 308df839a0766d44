import "./ThenNow.css";
import type { ComponentChildren } from "preact";
import { dateTime } from "../i18n/format";
import type { Ground } from "../model/then-now";
import type { TestId } from "./test-ids";

/** The width of the picture in its own units. */
export const THEN_WIDTH = 600;

interface Props {
  ground: Ground;
  height: number;
  label: string;
  testId: TestId;
  class?: string;
  onClick?: (event: MouseEvent) => void;
  children: ComponentChildren;
}

/** Lines of density over time, with the ends of both axes. A press on it must have a way by key elsewhere. */
export function ThenFrame(props: Props) {
  const { ground, height } = props;
  return (
    <div class={["then-box", props.class].filter(Boolean).join(" ")}>
      <p class="then-scale" aria-hidden="true">
        <span>{ground.high.toFixed(1)}</span>
        <span>{ground.low.toFixed(1)}</span>
      </p>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the caller gives a way by key */}
      <svg
        viewBox={`0 0 ${THEN_WIDTH} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={props.label}
        data-testid={props.testId}
        onClick={props.onClick}
      >
        <path class="then-grid" d={`M0,0H${THEN_WIDTH}M0,${height}H${THEN_WIDTH}`} />
        {props.children}
      </svg>
      <p class="then-ends" aria-hidden="true">
        <span>{dateTime(ground.from)}</span>
        <span>{dateTime(ground.to)}</span>
      </p>
    </div>
  );
}
