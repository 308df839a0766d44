/** Syncs at the start, after a change, on an event of the server, and when the network is back. */

import { type Method, SIGNS_OUT, SYNCS, type SyncStatus } from "../model/engine";

export interface SchedulerOptions {
  sync: () => Promise<SyncStatus>;
  /** Injected, so that tests choose the numbers. */
  random: () => number;
  eventsUrl: string;
}

const RETRY_FIRST_MS = 1_000;
const RETRY_LAST_MS = 300_000;
/** If the server's events do not arrive. */
const IDLE_MS = 300_000;

/** Doubles with every failure. The random part keeps many devices from coming back at once. */
export function retryDelay(failures: number, random: () => number): number {
  const full = Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** Math.min(failures, 20));
  return Math.round(full * (0.5 + random() / 2));
}

export class SyncScheduler {
  private readonly options: SchedulerOptions;
  private events: EventSource | null = null;
  private timer = 0;
  private failures = 0;
  private running = false;
  private again = false;

  constructor(options: SchedulerOptions) {
    this.options = options;
    self.addEventListener("online", () => this.now());
  }

  /** Syncs, or stops, after a successful call. */
  afterCall(method: Method): void {
    if (SYNCS.has(method)) this.now();
    else if (SIGNS_OUT.has(method)) this.stop();
  }

  /** Starts a round, or another one after the running round. */
  now(): void {
    if (this.running) {
      this.again = true;
      return;
    }
    self.clearTimeout(this.timer);
    void this.round();
  }

  private stop(): void {
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
    if (status?.phase === "local" || status?.phase === "signed_out") {
      this.stop();
    } else if (status?.phase === "synced") {
      this.failures = 0;
      this.openEvents();
      this.wait(IDLE_MS);
    } else if (status?.phase === "refused") {
      // Only a person can resolve this, and their action calls `now`.
      this.openEvents();
      this.wait(IDLE_MS);
    } else {
      this.wait(retryDelay(this.failures++, this.options.random));
    }
  }

  private wait(milliseconds: number): void {
    self.clearTimeout(this.timer);
    this.timer = self.setTimeout(() => this.now(), milliseconds);
  }

  /** The browser reconnects by itself, except after an answer that is not an event stream. */
  private openEvents(): void {
    if (this.events !== null && this.events.readyState !== EventSource.CLOSED) return;
    let first = true;
    this.events = new EventSource(this.options.eventsUrl);
    this.events.addEventListener("head", () => this.now());
    this.events.addEventListener("open", () => {
      if (!first) this.now();
      first = false;
    });
  }

  private closeEvents(): void {
    this.events?.close();
    this.events = null;
  }
}
