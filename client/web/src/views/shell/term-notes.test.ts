import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { StateDocument } from "../../model/engine";
import { quantitiesOf } from "../../model/quantities";
import type { Present } from "./term-notes";

vi.stubGlobal("navigator", { languages: ["en"] });
const { setLanguage } = await import("../../i18n/language");
const { TERMS } = await import("../../ui/terms");
const { notesOn } = await import("./term-notes");

const vectors = JSON.parse(
  readFileSync(
    join(import.meta.dirname, "..", "..", "..", "..", "..", "tests", "vectors", "physics-v1.json"),
    "utf8",
  ),
);
const states: StateDocument[] = vectors.sessions.flatMap(
  (session: { steps: { expect?: { canonical_json?: string } }[] }) =>
    session.steps.flatMap(({ expect: found }) =>
      found?.canonical_json ? [JSON.parse(found.canonical_json)] : [],
    ),
);

function presentOf(state: StateDocument): Present {
  const live = quantitiesOf(state);
  const { horizon } = state.forecast;
  return { live, drift: live, sim: live, horizon, shares: state.draft.page3.allocations };
}

const numbersIn = (text: string | undefined) =>
  [...(text ?? "").replaceAll("−", "-").matchAll(/-?\d+\.\d+/g)].map(Number);

describe("what a term says about the present", () => {
  it("is arithmetic that holds for the numbers that it shows", () => {
    setLanguage("en");
    expect(states.length).toBeGreaterThan(20);
    for (const state of states) {
      const present = presentOf(state);
      const of = (term: (typeof TERMS)[number]) => numbersIn(notesOn(term, present)[0]);
      if (present.live.confidence === 0) continue;
      const [density, energy = 0, leak = 0, pressure = 0, volume = 1] = of("density");
      if (density !== undefined)
        expect((energy * (1 - leak) * pressure) / volume).toBeCloseTo(density, 1);
      const [stability = 0, sigma = 0] = of("stability");
      expect(1 - sigma).toBeCloseTo(stability, 2);
      const [outcome = 0, a = 0, d = 0, b = 0, s = 0, c = 0] = of("P_outcome");
      expect((a * d + b * s) * c).toBeCloseTo(outcome, 2);
      const [confidence, factor = 0, unrest = 0] = of("confidence");
      if (confidence !== undefined) expect(1 - factor * unrest).toBeCloseTo(confidence, 2);
      const [distance = 0, target = 0, present_ = 0] = of("dE_dt");
      expect(target - present_).toBeCloseTo(distance, 2);
    }
  });

  it("leaves no value open, in both languages, with and without a goal", () => {
    const [state] = states;
    for (const shown of ["en", "ko"] as const) {
      setLanguage(shown);
      for (const term of TERMS)
        for (const present of [null, state ? presentOf(state) : null])
          for (const note of notesOn(term, present))
            expect(note, term).not.toMatch(/[{}]|NaN|undefined/);
    }
  });
});
