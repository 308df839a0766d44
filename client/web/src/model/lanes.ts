/** The lanes beside the list of commits: which lane each commit of a branched history has, and which lines pass it. */

export interface LaneRow {
  lane: number;
  /** The number of the branch: one stretch on one lane, from where it leaves to where it is merged. */
  run: number;
  /** Lanes of the lines to later commits, and of those from earlier ones. */
  up: number[];
  down: number[];
  through: number[];
}

export interface Lanes {
  width: number;
  at: (position: number) => LaneRow;
}

type Links = readonly (readonly [position: number, parents: readonly number[]])[];

const LINE: Lanes = { width: 1, at: () => ({ lane: 0, run: 0, up: [], down: [], through: [] }) };

/** The lanes in use, and since when each of the others is free. */
class Track {
  private readonly tips: number[] = [];
  private readonly freeSince: number[] = [];

  get width(): number {
    return this.tips.length;
  }

  isTip(lane: number, position: number): boolean {
    return this.tips[lane] === position;
  }

  take(lane: number, position: number): void {
    this.tips[lane] = position;
    this.freeSince[lane] ??= -1;
  }

  release(lane: number, position: number): void {
    this.tips[lane] = -1;
    this.freeSince[lane] = position;
  }

  /** The lowest lane that has been free since `position`. */
  free(position: number): number {
    const found = this.tips.findIndex(
      (tip, lane) => tip < 0 && (this.freeSince[lane] ?? -1) <= position,
    );
    return found < 0 ? this.tips.length : found;
  }
}

function row(rows: LaneRow[], position: number): LaneRow {
  return rows[position] as LaneRow;
}

/** A line from a commit to the next one, straight up on one lane. */
function connect(rows: LaneRow[], from: number, to: number, lane: number): void {
  row(rows, from).up.push(lane);
  row(rows, to).down.push(lane);
  for (let between = from + 1; between < to; between += 1) row(rows, between).through.push(lane);
}

/**
 * A commit stays on the lane of its first parent that has no other child yet. A branch takes the lowest lane that is free
 * since it left. A merge ends the lanes of its other parents. Equal histories give equal lanes.
 */
export function lanesOf(total: number, links: Links): Lanes {
  if (links.length === 0) return straight(total);
  const linked = new Map(links);
  const parentsOf = (position: number) =>
    linked.get(position) ?? (position === 0 ? [] : [position - 1]);
  const rows: LaneRow[] = [];
  const track = new Track();
  let runs = 0;
  for (let position = 0; position < total; position += 1) {
    const parents = parentsOf(position).filter((parent) => parent < position);
    const open = parents.filter((parent) => track.isTip(row(rows, parent).lane, parent));
    const kept = open.map((parent) => row(rows, parent).lane).sort((a, b) => a - b);
    const lane = kept[0] ?? track.free(Math.min(...parents));
    const before = open.find((parent) => row(rows, parent).lane === lane);
    const run = before === undefined ? runs++ : row(rows, before).run;
    rows.push({ lane, run, up: [], down: [], through: [] });
    track.take(lane, position);
    let own = kept.length === 0;
    for (const parent of parents) {
      // A parent that something else has continued is reached on a lane of its own.
      let along = open.includes(parent) ? row(rows, parent).lane : lane;
      if (!open.includes(parent)) {
        if (!own) along = track.free(parent);
        own = false;
      }
      connect(rows, parent, position, along);
      if (along !== lane) track.release(along, position);
    }
  }
  return { width: track.width, at: (position) => rows[position] ?? LINE.at(position) };
}

function straight(total: number): Lanes {
  return {
    width: 1,
    at: (position) => ({
      lane: 0,
      run: 0,
      up: position < total - 1 ? [0] : [],
      down: position > 0 ? [0] : [],
      through: [],
    }),
  };
}
