/**
 * One writer among the tabs of a browser.
 *
 * Whoever holds the lock leads: it runs the engine. The others send it their calls and hear its events. When it goes, the
 * browser gives the lock to the next, and what was not answered is asked again there.
 */

import type { BetweenTabs, Method } from "./protocol";
import type { KernelEvent } from "./types";

/** What the leader does, behind an interface so that tests need no Python. */
export interface Leader {
  call(method: Method, payload: string): Promise<string>;
  flush(): void;
  retryBoot(): void;
}

export interface Channel {
  postMessage(message: BetweenTabs): void;
  addEventListener(type: "message", listener: (event: MessageEvent<BetweenTabs>) => void): void;
}

export interface TabsOptions {
  channel: Channel;
  locks: Pick<LockManager, "request">;
  lead: (publish: (event: KernelEvent) => void) => Leader;
  /** What this tab's page hears. */
  onEvent: (event: KernelEvent) => void;
}

const LOCK_NAME = "autus-writer";
/** How many answers a leader remembers, for a call that reached it twice. */
const REMEMBERED_ANSWERS = 256;

interface Waiting {
  method: Method;
  payload: string;
  resolve: (answer: string) => void;
}

/** An engine that is ready elsewhere is one that this tab follows. */
function asFollower(event: KernelEvent): KernelEvent {
  return event.type === "phase" && event.phase === "ready"
    ? { type: "phase", phase: "follower" }
    : event;
}

export class Tabs {
  private readonly options: TabsOptions;
  private readonly id = crypto.randomUUID();
  private readonly waiting = new Map<string, Waiting>();
  private readonly answers = new Map<string, Promise<string>>();
  private readonly latest = new Map<string, KernelEvent>();
  private leader: Leader | null = null;
  private leaderTerm: string | null = null;
  private calls = 0;

  constructor(options: TabsOptions) {
    this.options = options;
    options.channel.addEventListener("message", (event) => this.receive(event.data));
    void options.locks.request(LOCK_NAME, () => {
      this.takeOver();
      // Held until this worker ends: a lock is released by the browser, crash or not.
      return new Promise<never>(() => {});
    });
    options.channel.postMessage({ type: "hello" });
  }

  /** Runs here or at the leader's; answers JSON text. Waits for a leader as long as it takes. */
  call(method: Method, payload: string): Promise<string> {
    if (this.leader !== null) return this.leader.call(method, payload);
    return new Promise((resolve) => {
      const id = `${this.id}:${this.calls++}`;
      this.waiting.set(id, { method, payload, resolve });
      if (this.leaderTerm !== null)
        this.options.channel.postMessage({ type: "call", id, method, payload });
    });
  }

  flush(): void {
    if (this.leader !== null) this.leader.flush();
    else this.options.channel.postMessage({ type: "flush" });
  }

  retryBoot(): void {
    if (this.leader !== null) this.leader.retryBoot();
    else this.options.channel.postMessage({ type: "retry" });
  }

  private takeOver(): void {
    const leader = this.options.lead((event) => this.publish(event));
    this.leader = leader;
    this.leaderTerm = crypto.randomUUID();
    this.announce();
    for (const { method, payload, resolve } of this.waiting.values())
      void leader.call(method, payload).then(resolve);
    this.waiting.clear();
  }

  private announce(): void {
    if (this.leaderTerm === null) return;
    this.options.channel.postMessage({
      type: "leading",
      term: this.leaderTerm,
      events: [...this.latest.values()],
    });
  }

  private publish(event: KernelEvent): void {
    // One view per vault: a tab that comes later gets them all.
    if (event.type !== "progress") {
      this.latest.set(event.type === "view" ? `view:${event.view.vault}` : event.type, event);
    }
    this.options.onEvent(event);
    this.options.channel.postMessage({ type: "event", event });
  }

  private receive(message: BetweenTabs): void {
    if (this.leader !== null) this.receiveAsLeader(this.leader, message);
    else this.receiveAsFollower(message);
  }

  private receiveAsLeader(leader: Leader, message: BetweenTabs): void {
    if (message.type === "hello") this.announce();
    else if (message.type === "flush") leader.flush();
    else if (message.type === "retry") leader.retryBoot();
    else if (message.type === "call") void this.answer(leader, message);
  }

  /** A call that arrives twice, after an announcement crossed it, runs once. */
  private async answer(
    leader: Leader,
    { id, method, payload }: BetweenTabs & { type: "call" },
  ): Promise<void> {
    let answer = this.answers.get(id);
    if (answer === undefined) {
      answer = leader.call(method, payload);
      this.answers.set(id, answer);
      const oldest = this.answers.keys().next();
      if (this.answers.size > REMEMBERED_ANSWERS && !oldest.done) this.answers.delete(oldest.value);
    }
    this.options.channel.postMessage({ type: "answer", id, payload: await answer });
  }

  private receiveAsFollower(message: BetweenTabs): void {
    if (message.type === "leading") {
      this.follow(message.term, message.events);
    } else if (message.type === "event") {
      this.options.onEvent(asFollower(message.event));
    } else if (message.type === "answer") {
      this.waiting.get(message.id)?.resolve(message.payload);
      this.waiting.delete(message.id);
    }
  }

  private follow(term: string, events: KernelEvent[]): void {
    if (this.leaderTerm === term) return;
    this.leaderTerm = term;
    for (const event of events) this.options.onEvent(asFollower(event));
    for (const [id, { method, payload }] of this.waiting) {
      this.options.channel.postMessage({ type: "call", id, method, payload });
    }
  }
}
