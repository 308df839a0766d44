/** What a term says about the open goal, with its present numbers, and examples from a life. */
import { t, tIf } from "../../i18n";
import { delta, percent, quantity } from "../../i18n/format";
import { type Draft, type Horizon, type Quantities, SLOTS } from "../../model/engine";
import { slotTerm, type Term, termName } from "../../ui/terms";
import { type Facts, factOf } from "./fact-notes";

/** What a sentence may name of the open goal. `drift` and `sim` are null where there are none. */
export interface Present extends Facts {
  drift: Quantities | null;
  horizon: Horizon;
  shares: Draft["page3"]["allocations"];
}

/** Terms whose sentence needs a state that a commit has computed. */
const COMPUTED: readonly Term[] = [
  "density",
  "P_outcome",
  "confidence",
  "volume",
  "node_type",
  "horizon",
  "E",
  "dE_dt",
];
/** Below it the factor of the horizon cannot be read from confidence. */
const SIGMA_MIN = 0.01;

/** The values that the sentences name. `factor` is the weight of sigma in the horizon. */
function valuesOf({ live, drift, sim, horizon }: Present) {
  const next = sim ?? drift;
  const left = live.E * (1 - live.leak);
  const { M, E, dE_dt, sigma, leak, pressure, volume, density, stability, recovery } = live;
  const numbers = {
    ...{ M, E, dE_dt, sigma, leak, pressure, volume, density, stability, recovery },
    ...{ P_outcome: live.P_outcome, confidence: live.confidence },
    ...{ left, lost: live.E - left, pressed: left * live.pressure, target: live.E + live.dE_dt },
    driftSigma: drift?.sigma ?? live.sigma,
    driftDensity: drift?.density ?? live.density,
    simDensity: next?.density ?? live.density,
    simSigma: next?.sigma ?? live.sigma,
    simM: next?.M ?? live.M,
    simVolume: next?.volume ?? live.volume,
  };
  const written = Object.entries(numbers).map(([name, value]) => [name, quantity(value)]);
  const factor = ((1 - live.confidence) / live.sigma).toFixed(2);
  const effect = delta(numbers.simDensity - numbers.driftDensity);
  return { ...Object.fromEntries(written), effect, factor, horizon: t(`horizon.${horizon}`) };
}

/** The product of the sentence. Rules bound density by 1 and volume from below, and the sentence would be untrue then. */
function isProduct({ E, leak, pressure, volume, density }: Quantities): boolean {
  return Math.abs((E * (1 - leak) * pressure) / volume - density) < 0.0005;
}

/** A new goal has the values of the rules, which no commit has computed. Every commit leaves confidence above 0. */
const isNew = ({ confidence }: Quantities) => confidence === 0;

function presentOf(term: Term, present: Present): string | null {
  const { live, shares } = present;
  const slot = SLOTS.find((it) => slotTerm(it) === term);
  if (slot) {
    const key = shares[slot] === 1 / SLOTS.length ? "terms.now.equal" : "terms.now.slot";
    return t(key, { slot: termName(term), share: percent(shares[slot]) });
  }
  if (isNew(live) && COMPUTED.includes(term)) {
    if (term === "horizon") return null;
    const value = term === "node_type" ? t(`nodeType.${live.node_type}`) : live[term as "density"];
    return t("terms.now.start", { value: typeof value === "number" ? quantity(value) : value });
  }
  const values = valuesOf(present);
  if (term === "node_type")
    return t(`terms.nodeType.${live.node_type}`, {
      ...values,
      name: t(`nodeType.${live.node_type}`),
    });
  if ((term === "density" || term === "volume") && !isProduct(live)) return null;
  if (live.sigma < SIGMA_MIN && (term === "confidence" || term === "horizon")) return null;
  if ((term === "sim" || term === "effect") && !present.sim) return null;
  const fact = factOf(term, present);
  if (fact !== undefined) return fact;
  const untouched = present.sim ? null : tIf(`terms.untouched.${term}`, values);
  return untouched ?? tIf(`terms.now.${term}`, values);
}

/** The sentences of a term after its definition. */
export function notesOn(term: Term, present: Present | null): string[] {
  const notes = [present && presentOf(term, present), tIf(`terms.life.${term}`)];
  return notes.filter((note) => note !== null);
}
