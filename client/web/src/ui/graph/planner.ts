/** Runs long work in slices between frames. New work replaces the old. */
import { advance } from "../../model/steps";

/** Well below a frame, so that a moving hand still gets its picture in time. */
const SLICE_MS = 5;

export class Planner {
  private run: Generator<void, void> | null = null;
  private timer = 0;
  private quietUntil = 0;

  /** Does a first slice at once. */
  start(run: Generator<void, void>): void {
    this.run = run;
    this.slice();
  }

  /** Starts it in `ms`, unless something else starts or is planned before. */
  startLater(make: () => Generator<void, void>, ms: number): void {
    this.stop();
    this.timer = window.setTimeout(() => this.start(make()), ms);
  }

  /** A hand moves the picture. The frames have all of the time for `ms`. */
  quiet(ms: number): void {
    this.quietUntil = performance.now() + ms;
  }

  stop(): void {
    window.clearTimeout(this.timer);
    this.run = null;
  }

  private slice(): void {
    window.clearTimeout(this.timer);
    const { run } = this;
    if (!run) return;
    const start = performance.now();
    const rest = this.quietUntil - start;
    // A step may start other work.
    const isOver = () => this.run !== run || performance.now() - start > SLICE_MS;
    if (rest <= 0 && advance(run, isOver)) {
      if (this.run === run) this.run = null;
      return;
    }
    if (this.run === run) this.timer = window.setTimeout(() => this.slice(), Math.max(0, rest));
  }
}
