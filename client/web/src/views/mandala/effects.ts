/** The quantities that each slot acts on, for the text beside it. Numbers always come from the engine. */
import type { Slot } from "../../model/engine";
import type { GaugeKey } from "../../ui/compass/shapes";

export interface Effect {
  key: GaugeKey;
  raises: boolean;
}

const up = (key: GaugeKey): Effect => ({ key, raises: true });
const down = (key: GaugeKey): Effect => ({ key, raises: false });

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
