/** Measures how long the person has done nothing, on any page of this browser. */

export interface Clocks {
  /** Runs on whatever happens to the clock of the device, and may stand still while the device sleeps. */
  monotonic: () => number;
  /** Goes on while the device sleeps, and may be set. */
  wall: () => number;
}

/** A timer stands still while the device sleeps, so that it must not wait for the whole rest. */
const LOOK_EVERY_MS_MAX = 15_000;

export class IdleClock {
  private readonly clocks: Clocks;
  private readonly onIdle: () => void;
  private limitMs = 0;
  private since = { monotonic: 0, wall: 0 };
  private timer = 0;

  constructor(clocks: Clocks, onIdle: () => void) {
    this.clocks = clocks;
    this.onIdle = onIdle;
  }

  /** Begins anew. 0: no time is too long. */
  limit(milliseconds: number): void {
    this.limitMs = milliseconds;
    this.begin();
  }

  /** The person is here, unless it was too late already: then that counts. */
  active(): void {
    if (!this.check()) this.begin();
  }

  /** Whether the time is over. Call this when the device or the page wakes. */
  check(): boolean {
    if (this.limitMs === 0) return false;
    const over = this.idleMs() >= this.limitMs;
    if (over) {
      this.begin();
      this.onIdle();
    }
    return over;
  }

  /** The longer of both times: a device that slept, and a clock that was set back, both count. */
  idleMs(): number {
    const { monotonic, wall } = this.clocks;
    return Math.max(0, monotonic() - this.since.monotonic, wall() - this.since.wall);
  }

  private begin(): void {
    const { monotonic, wall } = this.clocks;
    this.since = { monotonic: monotonic(), wall: wall() };
    this.plan();
  }

  private plan(): void {
    self.clearTimeout(this.timer);
    if (this.limitMs === 0) return;
    const wait = Math.min(LOOK_EVERY_MS_MAX, Math.max(0, this.limitMs - this.idleMs()));
    this.timer = self.setTimeout(() => {
      if (!this.check()) this.plan();
    }, wait);
  }
}
