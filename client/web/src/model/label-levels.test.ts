import { describe, expect, it } from "vitest";
import { arrangeToFit, EDGE_ROOM, GAP, RING, scaleFor, segmentsOf } from "./arrange";
import { type Box, crosses, distanceTo, overlaps } from "./boxes";
import type { Link } from "./homes";
import { LEVEL_ENDS, levelAt, nameLevels, type Stand, standAt } from "./label-levels";
import type { Named } from "./label-places";
import { layout } from "./layout";
import { finish } from "./steps";

const PHONE = { width: 358, height: 473 };
const SMALL = { width: 328, height: 358 };
const DESK = { width: 1100, height: 520 };

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
  unit: number;
  levels: (readonly Stand[])[];
}

/** A random graph with its names at every level. */
function made(seed: number, count: number, edges: number, frame: typeof PHONE): Made {
  const random = numbers(seed * 104_729);
  const ids = ["SELF", ...Array.from({ length: count }, (_, at) => `n-${at}-${random()}`)];
  const pick = () => ids[Math.floor(random() * ids.length)] ?? "SELF";
  const links = Array.from({ length: edges }, () => ({ a: pick(), b: pick() }));
  const places = layout("SELF", ids, links);
  const all = ids.map((id) => {
    const width = 30 + random() * 85;
    const sizes = [
      { width, height: 17, cost: 0 },
      { width: width * 0.6, height: 33, cost: 3 },
      { width: Math.min(width, 50), height: 17, cost: 26 },
    ];
    const place = places.get(id) ?? { x: 0, y: 0 };
    return { id, ...place, reach: 12 + 26 * random(), sizes };
  });
  const sized = (scale: number) => all.map((node) => ({ ...node, radius: node.reach * scale }));
  const arranged = finish(
    arrangeToFit(
      (scale) => ({ nodes: sized(scale), links, ...frame, scale }),
      scaleFor(ids.length, frame.width, frame.height),
    ),
  );
  const unit = arranged.scale;
  const nodes = sized(unit).map((node) => ({ ...node, ...arranged.places.get(node.id) }));
  const at = new Map(nodes.map((node) => [node.id, node]));
  const levels: (readonly Stand[])[] = [];
  const input = {
    nodes,
    edges: segmentsOf(links, (id) => at.get(id), unit),
    labels: arranged.labels,
    ring: RING * unit,
    gap: GAP,
    edgeRoom: EDGE_ROOM,
  };
  finish(nameLevels(input, (level, stands) => (levels[level] = stands)));
  return { nodes, links, unit, levels };
}

/** What the names of a zoom do that no name may do, all on the screen and from first principles. */
function wrongsAt({ nodes, links, unit, levels }: Made, zoom: number): string[] {
  const onScreen = nodes.map((node) => ({
    ...node,
    x: node.x * zoom,
    y: node.y * zoom,
    radius: node.radius * zoom,
  }));
  const at = new Map(onScreen.map((node) => [node.id, node]));
  const lines = segmentsOf(links, (id) => at.get(id), unit * zoom).map((line) => ({
    ...line,
    half: line.half - EDGE_ROOM,
  }));
  const boxes = (levels[levelAt(zoom)] ?? []).map((stand): [string, Box] => {
    const node = at.get(stand.id) as Named;
    const { left, top, right, bottom } = standAt(stand, node.radius + RING * unit * zoom);
    const [x, y] = [node.x, node.y];
    return [stand.id, { left: left + x, right: right + x, top: top + y, bottom: bottom + y }];
  });
  return boxes.flatMap(([id, box], index) => [
    ...(lines.some((line) => crosses(box, line)) ? [`${id} is on an edge at ${zoom}`] : []),
    ...onScreen
      .filter((node) => distanceTo(box, node) < node.radius)
      .map((node) => `${id} is on ${node.id} at ${zoom}`),
    ...boxes
      .slice(index + 1)
      .filter(([, other]) => overlaps(box, other))
      .map(([other]) => `${id} is on the name of ${other} at ${zoom}`),
  ]);
}

/** Zooms at the ends of the levels, and between them. */
const ZOOMS = LEVEL_ENDS.flatMap((end, at) => {
  const next = LEVEL_ENDS[at + 1] ?? end;
  return [end, end + (next - end) * (at % 2 ? 0.3 : 0.75)];
});

describe("nameLevels", () => {
  it.each([
    [18, 14, PHONE],
    [18, 40, SMALL],
    [18, 40, DESK],
    [40, 44, PHONE],
    [90, 100, DESK],
  ])(
    "keeps names off nodes, edges and one another at every zoom: %i nodes, %i edges, %o",
    (count, edges, frame) => {
      const graph = made(edges, count, edges, frame);
      expect(ZOOMS.flatMap((zoom) => wrongsAt(graph, zoom))).toEqual([]);
    },
  );

  it("names all of 19 nodes at every zoom and in every frame", () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      for (const frame of [PHONE, SMALL, DESK]) {
        const { levels, nodes } = made(seed, 18, 14, frame);
        const named = levels.map((stands) => stands.length);
        expect(named, `${seed} in ${frame.width}`).toEqual(LEVEL_ENDS.map(() => nodes.length));
      }
    }
  });

  it("keeps a name where it is from level to level, but for a few", () => {
    for (const frame of [PHONE, DESK]) {
      const { levels } = made(7, 40, 44, frame);
      for (let level = 1; level < levels.length; level += 1) {
        const before = new Set(levels[level - 1]);
        const kept = (levels[level] ?? []).filter((stand) => before.has(stand)).length;
        expect(kept).toBeGreaterThanOrEqual(0.75 * before.size);
      }
    }
  });

  it("names more nodes further in, the important ones first", () => {
    const { levels, nodes } = made(9, 80, 80, SMALL);
    const counts = levels.map((stands) => stands.length);
    expect(counts.at(-1)).toBeGreaterThan(3 * (counts[0] ?? 0));
    const half = new Set(nodes.slice(0, 40).map(({ id }) => id));
    const early = (levels[2] ?? []).filter(({ id }) => half.has(id)).length;
    expect(early).toBeGreaterThan((levels[2]?.length ?? 0) / 2);
  });

  it("gives equal levels for equal graphs", () => {
    expect(made(4, 18, 30, PHONE).levels).toEqual(made(4, 18, 30, PHONE).levels);
  });
});

describe("levelAt", () => {
  it("begins a level above the end of the one before", () => {
    expect(LEVEL_ENDS.map(levelAt)).toEqual(LEVEL_ENDS.map((_, level) => level));
    expect([levelAt(1.0001), levelAt(5.11), levelAt(7)]).toEqual([1, 10, 10]);
  });
});
