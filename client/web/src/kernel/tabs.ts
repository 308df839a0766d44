/**
 * One writer among the tabs of a browser.
 *
 * Whoever holds the lock leads: it runs the engine. The others send it their calls and hear its events. When it goes, the
 * browser gives the lock to the next. What was not answered is asked again there if that is the same as asking once, and else
 * ends as `OUTCOME_UNKNOWN`: it may be done and on the disk, which only the state that is there now can show.
 */

import {
  type Answer,
  type ClientEvent,
  type ClientProblem,
  type Input,
  type Method,
  type Problem,
  REPEATABLE,
} from "../model/engine";
import type { BetweenTabs } from "./messages";

/** What the leader does, behind an interface so that tests need no Python. */
export interface Leader {
  call(method: Method, payload: string): Promise<string>;
  flush(): void;
}

export interface Channel {
  postMessage(message: BetweenTabs): void;
  addEventListener(type: "message", listener: (event: MessageEvent<BetweenTabs>) => void): void;
}

export interface TabsOptions {
  channel: Channel;
  locks: Pick<LockManager, "request">;
  lead: (publish: (event: ClientEvent) => void) => Leader;
  /** What this tab's page hears. */
  onEvent: (event: ClientEvent) => void;
  /** Ends this worker, and with it its lock. */
  end: () => void;
}

const LOCK_NAME = "autus-writer";
/** How many answers a leader remembers, for a call that reached it twice. */
const REMEMBERED_ANSWERS = 256;

interface Waiting {
  method: Method;
  payload: string;
  resolve: (answer: string) => void;
  /** Some leader may have run it. */
  sent: boolean;
}

const OUTCOME_UNKNOWN: ClientProblem = {
  code: "OUTCOME_UNKNOWN",
  detail: "The tab that carried this out ended before it answered.",
};

/** An engine that is ready elsewhere is one that this tab follows. */
function asFollower(event: ClientEvent): ClientEvent {
  return event.type === "phase" && event.phase === "ready"
    ? { type: "phase", phase: "follower" }
    : event;
}

export class Tabs {
  private readonly options: TabsOptions;
  private readonly id = crypto.randomUUID();
  private readonly waiting = new Map<string, Waiting>();
  private readonly answers = new Map<string, Promise<string>>();
  private readonly latest = new Map<string, ClientEvent>();
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
      const waiting = { method, payload, resolve, sent: false };
      this.waiting.set(id, waiting);
      if (this.leaderTerm !== null) this.send(id, waiting);
    });
  }

  flush(): void {
    if (this.leader !== null) this.leader.flush();
    else this.options.channel.postMessage({ type: "flush" });
  }

  private takeOver(): void {
    const inherited = this.leaderTerm !== null;
    this.leader = this.options.lead((event) => this.publish(event));
    this.leaderTerm = crypto.randomUUID();
    this.announce();
    this.resume(inherited);
  }

  private send(id: string, waiting: Waiting): void {
    const { method, payload } = waiting;
    waiting.sent = true;
    if (this.leader === null)
      this.options.channel.postMessage({ type: "call", id, method, payload });
    else void this.leader.call(method, payload).then((answer) => this.settle(id, answer));
  }

  private settle(id: string, answer: string): void {
    this.waiting.get(id)?.resolve(answer);
    this.waiting.delete(id);
  }

  /** A leader is there: what is still unanswered goes on with it. `inherited`: there was another before. */
  private resume(inherited: boolean): void {
    const lost: string[] = [];
    for (const [id, waiting] of this.waiting) {
      if (!waiting.sent || REPEATABLE.has(waiting.method)) this.send(id, waiting);
      else lost.push(id);
    }
    if (!inherited) return;
    // Told only with the present state on screen; an answer that is still on its way comes first.
    void this.refresh().then(() => {
      for (const id of lost) this.settle(id, JSON.stringify({ error: OUTCOME_UNKNOWN }));
    });
  }

  /** What the last leader did without telling any more: the open goal as it is now. Resolves once the engine is up. */
  private async refresh(): Promise<void> {
    const boot = await this.ask("boot", {});
    if (boot === null || boot.active === null) return;
    const view = await this.ask("view", { vault: boot.active });
    if (view !== null) this.options.onEvent({ type: "view", view });
  }

  /** null where it is refused. */
  private async ask<M extends Method>(method: M, input: Input<M>): Promise<Answer<M> | null> {
    const answer = JSON.parse(await this.call(method, JSON.stringify(input))) as
      | { ok: Answer<M> }
      | { error: Problem };
    return "ok" in answer ? answer.ok : null;
  }

  private announce(): void {
    if (this.leaderTerm === null) return;
    this.options.channel.postMessage({
      type: "leading",
      term: this.leaderTerm,
      events: [...this.latest.values()],
    });
  }

  private publish(event: ClientEvent): void {
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
    if (message.type === "hello") this.welcome();
    else if (message.type === "flush") leader.flush();
    else if (message.type === "call") void this.answer(leader, message);
  }

  /** A tab starts, for the first time or because somebody tries again: an engine that has failed is in its way. */
  private welcome(): void {
    const phase = this.latest.get("phase");
    if (phase?.type === "phase" && phase.phase === "failed") this.options.end();
    else this.announce();
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
      this.settle(message.id, message.payload);
    }
  }

  private follow(term: string, events: ClientEvent[]): void {
    if (this.leaderTerm === term) return;
    const inherited = this.leaderTerm !== null;
    this.leaderTerm = term;
    for (const event of events) this.options.onEvent(asFollower(event));
    this.resume(inherited);
  }
}
