/** Moves the sphere, only while it is in sight. */
import { between, type Look } from "./look";
import type { Phase, SphereScene } from "./scene";

/** Slow motion takes half of the frames. A moving control is drawn in every frame. */
const FRAME_MS = 30;
const STEP_MS_MAX = 100;
/** How long LIVE takes for most of the way to a new state. */
const SETTLE_MS = 220;
const NEAR = 0.0005;
const SLOW_MS = 50;
const JUDGED_FRAMES = 24;

export class Motion {
  readonly #scene: SphereScene;
  readonly #onSlow: () => void;
  #phase: Phase = { beat: 0, simBeat: 0, time: 0 };
  #live: Look;
  #liveTarget: Look;
  #sim: Look | null = null;
  #still: boolean;
  #inSight = false;
  #dirty = true;
  #frame = 0;
  #last = 0;
  #intervals: number[] = [];

  constructor(scene: SphereScene, live: Look, still: boolean, onSlow: () => void) {
    this.#scene = scene;
    this.#live = live;
    this.#liveTarget = live;
    this.#still = still;
    this.#onSlow = onSlow;
  }

  show(live: Look, sim: Look | null): void {
    this.#liveTarget = live;
    this.#sim = sim;
    this.redraw();
  }

  /** Draws the first frame, before the canvas is visible. */
  drawNow(): void {
    this.#advance(0);
  }

  redraw(): void {
    this.#dirty = true;
    this.#ask();
  }

  hold(still: boolean): void {
    this.#still = still;
    if (still) this.#phase = { beat: 0, simBeat: 0, time: 0 };
    this.redraw();
  }

  setInSight(inSight: boolean): void {
    this.#inSight = inSight;
    this.#last = 0;
    if (inSight) this.redraw();
    else this.stop();
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #ask(): void {
    if (this.#inSight && this.#frame === 0) this.#frame = requestAnimationFrame(this.#tick);
  }

  readonly #tick = (now: number): void => {
    this.#frame = 0;
    const passed = this.#last === 0 ? 0 : now - this.#last;
    if (this.#dirty || passed === 0 || passed >= FRAME_MS) {
      this.#last = now;
      this.#advance(Math.min(passed, STEP_MS_MAX));
      this.#judge(passed);
    }
    if (!this.#still || this.#dirty) this.#ask();
  };

  #advance(ms: number): void {
    const arrived = this.#still || distance(this.#live, this.#liveTarget) < NEAR;
    this.#live = arrived
      ? this.#liveTarget
      : between(this.#live, this.#liveTarget, 1 - Math.exp(-ms / SETTLE_MS));
    this.#dirty = false;
    if (!this.#still) {
      const seconds = ms / 1000;
      this.#phase = {
        beat: this.#phase.beat + seconds * this.#live.hertz,
        simBeat: this.#phase.simBeat + seconds * (this.#sim ?? this.#live).hertz,
        time: this.#phase.time + seconds,
      };
    }
    this.#scene.show(this.#live, this.#sim);
    this.#scene.draw(this.#phase);
  }

  /** Gives up where the first frames are too slow. */
  #judge(passed: number): void {
    if (this.#still || passed === 0 || this.#intervals.length >= JUDGED_FRAMES) return;
    this.#intervals.push(passed);
    if (this.#intervals.length < JUDGED_FRAMES) return;
    const middle = this.#intervals.toSorted((a, b) => a - b)[JUDGED_FRAMES / 2] ?? 0;
    if (middle > SLOW_MS) this.#onSlow();
  }
}

function distance(a: Look, b: Look): number {
  const keys = Object.keys(a) as (keyof Look)[];
  return Math.max(...keys.map((key) => Math.abs(a[key] - b[key])));
}
