import { describe, expect, it } from "vitest";
import { type Arranged, arrange, frameBox, nameAgain, scaleFor, segmentsOf } from "./arrange";
import { type Box, crosses, distanceTo, overlaps } from "./boxes";
import type { Link } from "./homes";
import type { Named } from "./label-places";
import { layout } from "./layout";
import { finish } from "./steps";

const PHONE = { width: 358, height: 473 };
/** The frame on a screen of 360 by 640. */
const SMALL = { width: 328, height: 358 };
const DESK = { width: 790, height: 440 };
const WIDE = { width: 1200, height: 720 };

/** A small generator of numbers in [0, 1), the same for the same seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

interface Made {
  nodes: Named[];
  links: Link[];
  frame: { width: number; height: number };
  scale: number;
  arranged: Arranged;
}

/** Layouts are made once for all frames. */
const layouts = new Map<string, ReturnType<typeof layout>>();

/** A random graph, laid out and arranged in a frame. */
function made(seed: number, count: number, edges: number, frame: Made["frame"]): Made {
  const random = numbers(seed * 7919);
  const ids = [
    "SELF",
    ...Array.from({ length: count }, () => `n-${Math.floor(random() * 2 ** 32)}`),
  ];
  const pick = () => ids[Math.floor(random() * ids.length)] ?? "SELF";
  const links = Array.from({ length: edges }, () => ({ a: pick(), b: pick() }));
  const scale = scaleFor(ids.length, frame.width, frame.height);
  const key = `${seed} ${count} ${edges}`;
  const places = layouts.get(key) ?? layout("SELF", ids, links);
  layouts.set(key, places);
  const nodes = ids.map((id) => {
    const width = 30 + random() * 85;
    const sizes = [
      { width, height: 17, cost: 0 },
      { width: width * 0.6, height: 33, cost: 3 },
      { width: Math.min(width, 50), height: 17, cost: 26 },
    ];
    return {
      id,
      ...(places.get(id) ?? { x: 0, y: 0 }),
      radius: (20 + 15 * random()) * scale,
      sizes,
    };
  });
  return { nodes, links, frame, scale, arranged: arrange({ nodes, links, ...frame, scale }) };
}

/** What a name does that no name may do. */
function wrongsOf({ nodes, links, frame, scale, arranged }: Made): string[] {
  const { places, labels } = arranged;
  const at = new Map(nodes.map((it) => [it.id, { ...it, ...places.get(it.id) } as Named]));
  const lines = segmentsOf(links, (id) => at.get(id), scale);
  const outer = frameBox(frame);
  const isOutside = (box: Box) =>
    box.left < outer.left - 0.01 ||
    box.right > outer.right + 0.01 ||
    box.top < outer.top - 0.01 ||
    box.bottom > outer.bottom + 0.01;
  const all = [...labels];
  return all.flatMap(([id, { box }], index) => [
    ...(isOutside(box) ? [`${id} leaves the frame`] : []),
    ...(lines.some((line) => crosses(box, line)) ? [`${id} is on an edge`] : []),
    ...[...at.values()]
      .filter((node) => distanceTo(box, node) < node.radius)
      .map(() => `${id} is on a node`),
    ...all
      .slice(index + 1)
      .filter(([, other]) => overlaps(box, other.box))
      .map(([other]) => `${id} is on the name of ${other}`),
  ]);
}

describe("arrange", () => {
  it.each([
    [18, 1, PHONE],
    [18, 30, PHONE],
    [18, 30, DESK],
    [18, 1, WIDE],
    [30, 40, DESK],
    [60, 60, PHONE],
  ])(
    "puts no name on another name, a node or an edge, nor outside of the frame: %i nodes, %i edges, %o",
    (count, edges, frame) => {
      expect(wrongsOf(made(1, count, edges, frame))).toEqual([]);
    },
  );

  it.each([PHONE, DESK, WIDE])("names every node of a graph of 19 nodes in %o", (frame) => {
    for (let seed = 1; seed <= 6; seed += 1) {
      const { nodes, arranged } = made(seed, 18, 14, frame);
      expect(arranged.labels.size, `${seed}`).toBe(nodes.length);
    }
  });

  it("fills the frame and keeps every node in it", () => {
    for (const frame of [PHONE, DESK, WIDE]) {
      for (let seed = 1; seed <= 3; seed += 1) {
        const { nodes, arranged } = made(seed, 18, 14, frame);
        const xs = nodes.map(({ id }) => arranged.places.get(id)?.x ?? 0);
        const ys = nodes.map(({ id }) => arranged.places.get(id)?.y ?? 0);
        expect(Math.max(...xs) - Math.min(...xs)).toBeGreaterThan(frame.width * 0.6);
        expect(Math.max(...ys) - Math.min(...ys)).toBeGreaterThan(frame.height * 0.6);
        for (const { id, radius } of nodes) {
          const { x, y } = arranged.places.get(id) ?? { x: 1e9, y: 1e9 };
          expect(Math.abs(x) + radius).toBeLessThanOrEqual(frame.width / 2);
          expect(Math.abs(y) + radius).toBeLessThanOrEqual(frame.height / 2);
        }
      }
    }
  });

  it("gives equal pictures for equal graphs, and changes nothing that it is given", () => {
    const one = made(3, 18, 30, PHONE);
    const kept = structuredClone(one.nodes);
    const again = arrange({ ...one, ...one.frame });
    expect(again).toEqual(one.arranged);
    expect(one.nodes).toEqual(kept);
  });

  it("arranges a graph of one node, and of none", () => {
    expect(made(1, 0, 0, PHONE).arranged.labels.size).toBe(1);
    expect(arrange({ nodes: [], links: [], ...PHONE, scale: 1 }).places.size).toBe(0);
  });
});

describe("nameAgain", () => {
  it("keeps every name where it was while it can", () => {
    const { nodes, links, frame, scale, arranged } = made(5, 18, 14, PHONE);
    const placed = nodes.map((node) => ({ ...node, ...arranged.places.get(node.id) }));
    const before = new Map([...arranged.labels].map(([id, { choice }]) => [id, choice]));
    const input = { nodes: placed, links, ...frame, scale };
    expect(finish(nameAgain(input, before, true))).toEqual(arranged);
  });

  it("names every node again after nodes have grown, and moves few of them", () => {
    for (let seed = 1; seed <= 4; seed += 1) {
      for (const frame of [PHONE, SMALL, DESK]) {
        const { nodes, links, scale, arranged } = made(seed, 18, 14, frame);
        const grown = nodes.map((node, at) => ({
          ...node,
          ...arranged.places.get(node.id),
          radius: at % 6 === 1 ? 38 * scale : node.radius,
        }));
        const before = new Map([...arranged.labels].map(([id, { choice }]) => [id, choice]));
        const again = finish(nameAgain({ nodes: grown, links, ...frame, scale }, before, true));
        expect(again.labels.size, `${seed} in ${frame.width}`).toBe(nodes.length);
        const all = { nodes: grown, links, frame, scale, arranged: again };
        expect(wrongsOf(all), `${seed} in ${frame.width}`).toEqual([]);
        const moved = grown.filter(({ id, x, y }) => {
          const place = again.places.get(id);
          return place?.x !== x || place.y !== y;
        });
        expect(moved.length).toBeLessThanOrEqual(4);
      }
    }
  });
});
