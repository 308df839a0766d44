/** Syncs at the start, after a change, on an event of the server, and when the page or the network is back. */

import { type Method, SIGNS_OUT, SYNCS, type SyncStatus } from "../model/engine";
import { EventStream, type Head } from "./event-stream";

/** What the engine can do. Each ends with a round if less is not enough. */
export interface SyncCalls {
  round: () => Promise<SyncStatus>;
  pushChanges: () => Promise<SyncStatus>;
  followHead: (head: Head) => Promise<SyncStatus>;
}

export interface SchedulerOptions {
  sync: SyncCalls;
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
/** After these only commits wait for the server, and they may be pushed without a round. */
const PUSHES: ReadonlySet<Method> = new Set<Method>(["commit", "import_commits"]);
/** A server may ask for a longer wait than `PASSING`. */
const RETRY_AFTER_MS_MAX = 300_000;

const WITHOUT_SESSION: ReadonlySet<string> = new Set(["signed_out", "local", "revoked"]);

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
  /** How the last planned run ended. */
  private synced = false;
  /** What waits for its turn. A round does the work of all others. */
  private roundWaits = false;
  private changesWait = false;
  private readonly heads = new Map<string, Head>();
  private wokenAt = Number.NEGATIVE_INFINITY;

  constructor(options: SchedulerOptions) {
    this.options = options;
    self.addEventListener("online", () => this.wake());
  }

  /** Syncs after a successful call. A round after a log-out ends the session, and then this stops. */
  afterCall(method: Method): void {
    if (PUSHES.has(method)) {
      this.changesWait = true;
      this.begin();
    } else if (SYNCS.has(method) || SIGNS_OUT.has(method)) {
      this.now();
    }
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

  /** Starts a round, or another one after what is running. */
  now(): void {
    this.roundWaits = true;
    this.begin();
  }

  private follow(head: Head): void {
    this.heads.set(head.vault, head);
    this.begin();
  }

  private stop(): void {
    this.active = false;
    self.clearTimeout(this.timer);
    this.closeEvents();
    this.clearWork();
  }

  private clearWork(): void {
    this.roundWaits = false;
    this.changesWait = false;
    this.heads.clear();
  }

  private begin(): void {
    this.active = true;
    if (!this.running) void this.run();
  }

  /** Does all that waits, and then plans the next round. */
  private async run(): Promise<void> {
    this.running = true;
    let status: SyncStatus | null = null;
    let planned = true;
    for (let work = this.takeWork(); work !== null; work = this.takeWork()) {
      if (work.isRound) planned = false;
      status = await work.call().catch(() => null);
    }
    this.running = false;
    // Less than a round leaves the time of the next one as it is: many changes must not put it off.
    if (!planned || !this.synced || status?.phase !== "synced") this.plan(status);
  }

  private takeWork(): { isRound: boolean; call: () => Promise<SyncStatus> } | null {
    const { round, pushChanges, followHead } = this.options.sync;
    if (this.roundWaits) {
      this.clearWork();
      self.clearTimeout(this.timer);
      return { isRound: true, call: round };
    }
    if (this.changesWait) {
      this.changesWait = false;
      return { isRound: false, call: pushChanges };
    }
    for (const [vault, head] of this.heads) {
      this.heads.delete(vault);
      return { isRound: false, call: () => followHead(head) };
    }
    return null;
  }

  private plan(status: SyncStatus | null): void {
    this.synced = status?.phase === "synced";
    if (status && WITHOUT_SESSION.has(status.phase)) this.closeEvents();
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
      onHead: (head) => this.follow(head),
      onChange: () => this.now(),
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
