import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { GraphEdge, StateDocument, ThenAndNow } from "../../model/engine";
import { strongestPath } from "../../model/paths";
import { quantitiesOf } from "../../model/quantities";
import type { Present } from "./term-notes";

vi.stubGlobal("navigator", { languages: ["en"] });
const { setLanguage } = await import("../../i18n/language");
const { terms } = await import("../../ui/terms");
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
  const { nodes } = state.graph;
  return {
    ...{ live, drift: live, sim: live, horizon, nodes, edges: EDGES, commits: 8, merges: 2 },
    shares: state.draft.page3.allocations,
    shift: state.draft.page2.virtual_anchor_shift,
    head: "2b4e6c9a".repeat(8),
    stateHash: "6e5dbbc1".repeat(8),
    t_ms: state.t_ms,
    path: strongestPath("SELF", EDGES, null),
    past: PAST,
    whatIfs: { whatifs: [{}], limit: 32 },
    receipt: { vault: "v", head: "h", number: 12, commits: 1, time_ms: 0 },
    nameOf: (id) => id,
  };
}

const PAST: ThenAndNow = {
  ...{ commit: "c", position: 3, t_ms: 0, horizon: "D7", confidence: 0.8, course: [] },
  samples: [
    { t_ms: 0, projected: 0.5, came: 0.5 },
    { t_ms: 1, projected: 0.52, came: 0.49 },
    { t_ms: 2, projected: 0.54, came: 0.53 },
    { t_ms: 3, projected: 0.56, came: null },
  ],
  distance: 0.02,
  compared: 2,
};
const EDGES: GraphEdge[] = [
  { a: "SELF", b: "jun", flow: 0.5, sigma: 0.3 },
  { a: "jun", b: "choir", flow: 0.4, sigma: 0.3 },
];

const numbersIn = (text: string | undefined) =>
  [...(text ?? "").replaceAll("−", "-").matchAll(/-?\d+\.\d+/g)].map(Number);

describe("what a term says about the present", () => {
  it("is arithmetic that holds for the numbers that it shows", async () => {
    await setLanguage("en");
    expect(states.length).toBeGreaterThan(20);
    for (const state of states) {
      const present = presentOf(state);
      const of = (term: ReturnType<typeof terms>[number]) => numbersIn(notesOn(term, present)[0]);
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

  it("has a number for every term, in both languages", async () => {
    const state = states.find((it) => it.forecast.trajectory.samples.length > 0);
    const computed = state && presentOf(state);
    for (const shown of ["en", "ko"] as const) {
      await setLanguage(shown);
      for (const term of terms()) {
        if (!computed) throw new Error("no vector has a trajectory");
        expect(notesOn(term, computed)[0], `${shown} ${term}`).toMatch(/\d/);
      }
    }
  });

  it("follows history and graph", async () => {
    await setLanguage("en");
    const [state] = states;
    if (!state) throw new Error("no vector");
    const walked = presentOf(state);
    const of = (term: ReturnType<typeof terms>[number], present = walked) =>
      notesOn(term, present)[0];
    expect(of("strongest")).toBe("Along SELF → jun → choir, 0.500 × 0.400 = 0.200 arrives.");
    expect(of("flow")).toBe("2 edges have a flow. The largest flow is 0.500, from SELF to jun.");
    expect(of("merge")).toBe("Of the 8 commits of this goal, 2 are merges.");
    expect(of("another")).toBe("This goal has 5 commits that can be changed or left out.");
    expect(of("receipt")).toBe("The last one is for upload 12 with 1 commit.");
    expect(of("state_hash")).toBe("The hash of LIVE, after no. 7, begins with 6e5dbbc1.");
    expect(numbersIn(of("distance"))).toEqual(expect.arrayContaining([0.54, 0.53, 0.01, 0.02]));
    expect(of("flow", { ...walked, edges: [] })).toBe("No edge of this goal has a flow.");
    expect(of("strongest", { ...walked, path: null })).toBe("No flow leaves you.");
    expect(of("distance", { ...walked, past: null })).toContain("No sample");
    expect(of("merge", { ...walked, merges: null })).toBeUndefined();
    expect(of("mass_modifier")).toContain("A commit of the draft");
    for (const term of ["commit", "mass_modifier", "volume_override"] as const)
      expect(of(term, { ...walked, sim: null })).toContain("A commit of an untouched draft");
    expect(of("receipt", { ...walked, receipt: null })).toContain("none yet");
    await setLanguage("ko");
    expect(of("strongest")).toBe("SELF → jun → choir 경로로 0.500 × 0.400 = 0.200이 도착해요.");
    expect(of("flow")).toContain("SELF에서 jun으로 가는 0.500이에요");
    expect(of("head")).toContain("2b4e6c9a로 시작해요");
    expect(of("state_hash")).toContain("6e5dbbc1로 시작해요");
  });

  it("leaves no value open, in both languages, with and without a goal", async () => {
    const [state] = states;
    for (const shown of ["en", "ko"] as const) {
      await setLanguage(shown);
      for (const term of terms())
        for (const present of [null, state ? presentOf(state) : null])
          for (const note of notesOn(term, present))
            expect(note, term).not.toMatch(/[{}]|NaN|undefined/);
    }
  });
});
