/** Work that lets others go first: a generator that yields often and returns its result. */

/** Runs all of it at once. */
export function finish<Result>(run: Generator<void, Result>): Result {
  for (;;) {
    const step = run.next();
    if (step.done) return step.value;
  }
}

/** Runs a part of it. Returns whether it has ended. */
export function advance(run: Generator<void, void>, isOver: () => boolean): boolean {
  while (!isOver()) if (run.next().done) return true;
  return false;
}
