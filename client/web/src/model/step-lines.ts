/** Lines of steps along a history: a state holds until the next commit, and a line parts where the history does. */

export interface Branching {
  parentsOf: (position: number) => readonly number[];
  runOf: (position: number) => number;
}

/**
 * Which points are joined, as pairs of indices: each with its parents. If thinning removed them, the line continues from
 * the last point of the branch.
 */
export function joinsOf(
  positions: readonly number[],
  { parentsOf, runOf }: Branching,
): [from: number, to: number][] {
  const indices = new Map(positions.map((position, index) => [position, index]));
  const newest = new Map<number, number>();
  return positions.flatMap((position, index) => {
    const run = runOf(position);
    const parents = parentsOf(position).flatMap((parent) => indices.get(parent) ?? []);
    const before = newest.get(run);
    if (parents.length === 0 && before !== undefined) parents.push(before);
    newest.set(run, index);
    return parents.map((parent): [number, number] => [parent, index]);
  });
}

/** The steps as a path. `x` and `y` place the point of an index. */
export function stepPath(
  joins: readonly (readonly [number, number])[],
  x: (index: number) => number,
  y: (index: number) => number,
): string {
  return joins
    .map(([from, to]) => {
      const [left, right] = [x(from).toFixed(2), x(to).toFixed(2)];
      return `M${left},${y(from).toFixed(2)}H${right}V${y(to).toFixed(2)}`;
    })
    .join("");
}
