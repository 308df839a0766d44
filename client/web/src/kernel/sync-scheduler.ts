/** Syncs at the start, after a change, on an event of the server, and when the page or the network is back. */

import { type Method, SIGNS_OUT, SYNCS, type SyncStatus } from "../model/engine";
import { EventStream } from "./event-stream";

export interface SchedulerOptions {
  sync: () => Promise<SyncStatus>;
  /** Injected, so that tests choose the numbers. */
  random: () => number;
  eventsUrl: string;
}

/** The first and the longest wait. Each failure doubles the wait. */
export type Waits = readonly [firstMs: number, lastMs: number];

/** After a fault that passes. A server that returns is found within the last wait. */
export const PASSING: Waits = [1_000, 4_000];
/** While the browser says that there is no network. Its end is an event. */
export const NO_NETWORK: Waits = [4_000, 30_000];
/** After a refusal. It may be a glitch, or last until the person acts, and then the action calls `now`. */
export const REFUSED: Waits = [4_000, 300_000];
/** After an event stream that ended. */
export const STREAM: Waits = [1_000, 60_000];
/** Between two rounds while the event stream is open. */
const IDLE_MS = 300_000;
/** Page events that come together start one round. */
const WAKE_MS = 250;
/** A server may ask for a longer wait than `PASSING`. */
const RETRY_AFTER_MS_MAX = 300_000;

/** Doubles with every failure. The random part keeps many devices from coming back at once. */
export function retryDelay(failures: number, random: () => number, [first, last]: Waits): number {
  const full = Math.min(last, first * 2 ** Math.min(failures, 20));
  return Math.round(full * (0.5 + random() / 2));
}

export class SyncScheduler {
  private readonly options: SchedulerOptions;
  private events: EventStream | null = null;
  private timer = 0;
  private dueAt = 0;
  /** Rounds in a row that ended alike, and event streams in a row that ended. */
  private failures = 0;
  private waits: Waits = PASSING;
  private streamFailures = 0;
  private active = false;
  private running = false;
  private again = false;
  private wokenAt = Number.NEGATIVE_INFINITY;

  constructor(options: SchedulerOptions) {
    this.options = options;
    self.addEventListener("online", () => this.wake());
  }

  /** Syncs after a successful call. A round after a log-out ends the session, and then this stops. */
  afterCall(method: Method): void {
    if (SYNCS.has(method) || SIGNS_OUT.has(method)) this.now();
  }

  /** The person, the device or the network is back. */
  wake(): void {
    const now = Date.now();
    if (!this.active || Math.abs(now - this.wokenAt) < WAKE_MS) return;
    this.wokenAt = now;
    this.failures = 0;
    this.events?.check();
    this.now();
  }

  /** Starts a round, or another one after the running round. */
  now(): void {
    this.active = true;
    if (this.running) {
      this.again = true;
      return;
    }
    self.clearTimeout(this.timer);
    void this.round();
  }

  private stop(): void {
    this.active = false;
    self.clearTimeout(this.timer);
    this.closeEvents();
    this.again = false;
  }

  private async round(): Promise<void> {
    this.running = true;
    const status = await this.options.sync().catch(() => null);
    this.running = false;
    if (this.again) {
      this.again = false;
      await this.round();
      return;
    }
    this.plan(status);
  }

  private plan(status: SyncStatus | null): void {
    if (status?.phase === "signed_out" || status?.phase === "local") this.closeEvents();
    if (status?.retry === "never") {
      this.stop();
    } else if (status?.phase === "synced") {
      this.failures = 0;
      this.openEvents();
      this.wait(IDLE_MS);
    } else if (status?.retry === "later") {
      if (status.phase !== "signed_out") this.openEvents();
      this.wait(this.delay(REFUSED));
    } else {
      const asked = Number(status?.error?.retry_after_seconds ?? 0) * 1_000;
      const least = Math.min(RETRY_AFTER_MS_MAX, asked || 0);
      this.wait(least + this.delay(navigator.onLine === false ? NO_NETWORK : PASSING));
    }
  }

  private delay(waits: Waits): number {
    if (waits !== this.waits) this.failures = 0;
    this.waits = waits;
    return retryDelay(this.failures++, this.options.random, waits);
  }

  private wait(milliseconds: number): void {
    self.clearTimeout(this.timer);
    this.dueAt = Date.now() + milliseconds;
    this.timer = self.setTimeout(() => this.now(), milliseconds);
  }

  private openEvents(): void {
    this.events ??= new EventStream({
      url: this.options.eventsUrl,
      onOpen: () => this.now(),
      onHead: () => this.now(),
      onEnd: (lived) => this.onStreamEnd(lived),
    });
  }

  /** Only a round shows whether the server is gone too. After a good round the next stream opens. */
  private onStreamEnd(lived: boolean): void {
    this.events = null;
    if (lived) this.streamFailures = 0;
    const wait = retryDelay(this.streamFailures++, this.options.random, STREAM);
    if (this.dueAt > Date.now() + wait) this.wait(wait);
  }

  private closeEvents(): void {
    this.events?.close();
    this.events = null;
  }
}
