/**
 * The layout of a graph: nodes start at their homes, and d3's forces move them for a fixed number of ticks. It does not
 * depend on the order of nodes and edges, on the screen, on an earlier layout or on chance.
 */
import { forceCollide, forceLink, forceManyBody, type SimulationNodeDatum } from "d3-force";
import { homePositions, type Link, type Point } from "./homes";
import { finish } from "./steps";

interface Body extends SimulationNodeDatum {
  id: string;
  x: number;
  y: number;
  vx: number;
  vy: number;
  home: Point;
}

interface Force {
  (alpha: number): void;
  initialize?: (bodies: Body[], random: () => number) => void;
}

const TICKS = 150;
/** In the last ticks only what overlaps moves. */
const UNTANGLING = 30;
const COOLING = 0.972;
const FRICTION = 0.6;
const HOME_PULL = 0.3;
const REPULSION = -160;
const REPULSION_REACH = 420;
const LINK_LENGTH = 140;
const LINK_STRENGTH = 0.14;
/** Half of the room that a node with its name takes. */
const ROOM = 52;

/** The same sequence every time; forces ask for it only where two bodies stand on one spot. */
function sequence(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

function forces(bodies: Body[], links: readonly Link[]): { shape: Force[]; room: Force } {
  const at = new Map(bodies.map((body) => [body.id, body]));
  const springs = links.flatMap(({ a, b }) => {
    const [source, target] = [at.get(a), at.get(b)];
    return source && target && source !== target ? [{ source, target }] : [];
  });
  const spring = forceLink(springs).distance(LINK_LENGTH).strength(LINK_STRENGTH);
  const charge = forceManyBody<Body>().strength(REPULSION).distanceMax(REPULSION_REACH);
  const room = forceCollide<Body>(ROOM).strength(0.9).iterations(2) as Force;
  const shape = [spring as Force, charge as Force];
  const random = sequence();
  for (const force of [...shape, room]) force.initialize?.(bodies, random);
  return { shape, room };
}

/** Each edge once, whichever way it points, in order. */
function inOrder(links: readonly Link[]): Link[] {
  const kept = new Map<string, Link>();
  for (const { a, b } of links) {
    const link = a < b ? { a, b } : { a: b, b: a };
    kept.set(`${link.a} ${link.b}`, link);
  }
  return [...kept.keys()].sort().flatMap((key) => kept.get(key) ?? []);
}

/** Yields after every tick, so that whoever runs it may let others go first; answers the places. */
export function* settle(
  anchor: string,
  ids: readonly string[],
  links: readonly Link[],
): Generator<void, Map<string, Point>> {
  const sorted = [...new Set([anchor, ...ids])].sort();
  const ordered = inOrder(links);
  const start = homePositions(anchor, sorted, ordered);
  const bodies: Body[] = sorted.map((id, index) => {
    const home = start.get(id) ?? { x: 0, y: 0 };
    return { id, index, home, x: home.x, y: home.y, vx: 0, vy: 0 };
  });
  const { shape, room } = forces(bodies, ordered);
  let alpha = 1;
  for (let tick = 0; tick < TICKS; tick += 1) {
    alpha *= COOLING;
    if (tick < TICKS - UNTANGLING) {
      for (const force of shape) force(alpha);
      for (const body of bodies) {
        body.vx += (body.home.x - body.x) * HOME_PULL * alpha;
        body.vy += (body.home.y - body.y) * HOME_PULL * alpha;
      }
    }
    room(alpha);
    for (const body of bodies) move(body, body.id === anchor);
    yield;
  }
  return new Map(bodies.map(({ id, x, y }) => [id, { x: tenth(x), y: tenth(y) }]));
}

function move(body: Body, held: boolean): void {
  body.vx = held ? 0 : body.vx * FRICTION;
  body.vy = held ? 0 : body.vy * FRICTION;
  body.x = held ? 0 : body.x + body.vx;
  body.y = held ? 0 : body.y + body.vy;
}

function tenth(value: number): number {
  // Adding zero turns -0 into 0.
  return Math.round(value * 10) / 10 + 0;
}

/** The same in one go. */
export function layout(
  anchor: string,
  ids: readonly string[],
  links: readonly Link[],
): Map<string, Point> {
  return finish(settle(anchor, ids, links));
}
