import "./MovedReadings.css";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { quantity } from "../../i18n/format";
import type { Quantity } from "../../model/engine";
import { followMoved, movedQuantities } from "../../state/moved";
import { pressed, pressedAt } from "../../state/press";
import { readings } from "../../state/readings";
import { Effect, nameOf, SimNumber } from "../../ui/Quantities";
import { useMedia } from "../../ui/use-media";

/** A control and its name reach so far above the finger. */
const REACH_PX = 72;

/** The top of what the hand moves, in pixels from the top of the window. */
function topOfControl(): number {
  const focused = document.activeElement?.closest(".slider") ?? document.activeElement;
  return pressed.peek() ? pressedAt() - REACH_PX : (focused?.getBoundingClientRect().top ?? 0);
}

function Reading({ name }: { name: Quantity }) {
  return (
    <div data-testid={`moved-${name}`}>
      <span class="moved-name">{nameOf(name)}</span>
      <span class="moved-way">
        {quantity(readings.live.value[name])}
        <wbr />
        <span class="sim-text">
          →<SimNumber of={readings} name={name} />
        </span>
      </span>
      <span class="delta effect">
        <Effect of={readings} name={name} />
      </span>
    </div>
  );
}

function Strip({ names }: { names: readonly Quantity[] }) {
  const element = useRef<HTMLDivElement>(null);
  // Before the first paint: it lies over the header, or below where the control would be under it.
  useLayoutEffect(() => {
    const strip = element.current;
    if (strip) strip.dataset.side = topOfControl() < strip.offsetHeight ? "below" : "above";
  }, [names]);
  return (
    <div ref={element} class="moved" aria-hidden="true" data-testid="moved">
      {names.map((name) => (
        <Reading key={name} name={name} />
      ))}
    </div>
  );
}

/**
 * LIVE, SIM and the effect of what the hand moves, on a screen where the readings of the page are out of sight. It takes the
 * room of the header meanwhile, so it moves and covers no part of the page. The live region of the commit bar says the same.
 */
export function MovedReadings() {
  const narrow = useMedia("(max-width: 899px)");
  useEffect(() => (narrow ? followMoved() : undefined), [narrow]);
  const names = movedQuantities.value;
  return narrow && names.length > 0 ? <Strip names={names} /> : null;
}
