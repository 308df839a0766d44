/** Notices a start that stands still, and names the stage at which it does. */

/**
 * What a start waits for, in this order. worker: the script of the worker · lock: the lock of the writer, or the tab that
 * holds it · snapshot: Python from its runtime snapshot · python: Python without one · storage: the database ·
 * boot: the engine's first answer · view: the open goal.
 */
export type Stage = "worker" | "lock" | "snapshot" | "python" | "storage" | "boot" | "view";

/**
 * How long a stage may stand still. A start takes less than a second, and a slow device a few. The worker itself gives up a
 * snapshot after 10 s, and Python without one after 120 s without a byte.
 */
export const STILL_MS_MAX: Readonly<Record<Stage, number>> = {
  worker: 15_000,
  lock: 60_000,
  snapshot: 20_000,
  python: 130_000,
  storage: 15_000,
  boot: 30_000,
  view: 30_000,
};

/** Time is counted in ticks, because a device that slept or a tab in the background did not stand still. */
export const TICK_MS = 500;

export class StartWatch {
  private readonly onStill: (stage: Stage) => void;
  private stage: Stage = "worker";
  private stillMs = 0;
  private factor = 1;
  private timer: ReturnType<typeof setInterval> | undefined;

  /** `onStill` is called once for each `begin`, unless `end` comes first. */
  constructor(onStill: (stage: Stage) => void) {
    this.onStill = onStill;
  }

  /** A start, or what is left of one, begins with this stage. It may take `factor` times as long as usual. */
  begin(stage: Stage, factor: number): void {
    this.end();
    this.factor = factor;
    this.enter(stage);
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  get watches(): boolean {
    return this.timer !== undefined;
  }

  enter(stage: Stage): void {
    this.stage = stage;
    this.stillMs = 0;
  }

  /** Something has moved within the stage. */
  hear(): void {
    this.stillMs = 0;
  }

  end(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private tick(): void {
    this.stillMs += TICK_MS;
    if (this.stillMs < this.factor * STILL_MS_MAX[this.stage]) return;
    this.end();
    this.onStill(this.stage);
  }
}
