/** The columns of the comparison: LIVE, SIM and every what-if. */
import { t } from "../../i18n";
import type { Gate, Horizon, Quantities, WhatIf } from "../../model/engine";
import { preview } from "../../state/app";
import { forecasts, readings } from "../../state/readings";
import { LIVE_SIGN, SIM_SIGN, type SignShape, signOf } from "./signs";

export interface Column {
  id: string;
  name: string;
  sign: SignShape;
  of: Quantities | null;
  /** What the number beside each value is measured from: the drift, or LIVE for another past. */
  from: { drift: boolean; of: Quantities } | null;
  horizon: Horizon;
  gate: Gate | null;
  kept: WhatIf | null;
}

const fromDrift = (of: Quantities | null) => of && { drift: true, of };

export function columnsOf(whatifs: readonly WhatIf[]): Column[] {
  const sim = preview.value;
  return [
    {
      ...{ id: "live", name: t("mode.live"), of: readings.live.value, kept: null, gate: null },
      from: null,
      horizon: forecasts.live.value.horizon,
      sign: LIVE_SIGN,
    },
    {
      ...{ id: "sim", name: t("mode.sim"), of: readings.sim.value, kept: null },
      horizon: sim?.draft.page1.horizon_override ?? "D1",
      gate: sim?.sim ? sim.gate : null,
      sign: SIM_SIGN,
      from: fromDrift(readings.drift.value),
    },
    ...whatifs.map((kept, index) => ({
      ...{ id: String(kept.id), name: kept.name, of: kept.sim, gate: kept.gate, kept },
      horizon: kept.horizon,
      sign: signOf(index),
      from: kept.past ? { drift: false, of: readings.live.value } : fromDrift(readings.drift.value),
    })),
  ];
}
