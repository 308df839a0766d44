/** Which quantity a slot is drawn to act on, for the words beside it; the numbers always come from the engine. */
import type { Slot } from "../../state/model";
import type { NumberKey } from "../../state/quantities";

export interface Effect {
  key: NumberKey;
  raises: boolean;
}

const up = (key: NumberKey): Effect => ({ key, raises: true });
const down = (key: NumberKey): Effect => ({ key, raises: false });

export const EFFECTS: Record<Slot, readonly Effect[]> = {
  N: [down("volume")],
  NE: [up("sigma")],
  E: [up("E")],
  SE: [up("leak")],
  S: [up("pressure"), down("sigma")],
  SW: [down("pressure")],
  W: [down("leak"), down("sigma")],
  NW: [down("volume")],
};
