/**
 * One writer among the tabs of a browser.
 *
 * The tab that holds the lock leads and runs the engine. The other tabs send it their calls and get its events. When the
 * leader ends, the browser gives the lock to another tab. A repeatable call without an answer is sent again to the new
 * leader. Any other ends as `OUTCOME_UNKNOWN`: it may have run, and only the present state shows whether it did.
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
import type { LockKey } from "./host/lock-key";
import type { BetweenTabs } from "./messages";

/** What the leader does, behind an interface so that tests need no Python. */
export interface Leader {
  call(method: Method, payload: string): Promise<string>;
  flush(): void;
  wake(): void;
  active(): void;
}

export interface Channel {
  postMessage(message: BetweenTabs): void;
  addEventListener(type: "message", listener: (event: MessageEvent<BetweenTabs>) => void): void;
}

export interface TabsOptions {
  channel: Channel;
  locks: Pick<LockManager, "request">;
  lead: (publish: (event: ClientEvent) => void) => Leader;
  lockKey: LockKey;
  /** Gets the events for the page of this tab. */
  onEvent: (event: ClientEvent) => void;
  /** Ends this worker, and with it its lock. */
  end: () => void;
}

const LOCK_NAME = "autus-writer";
/** How many answers a leader keeps, in case a call arrives twice. */
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

/** `ready` of another tab is `follower` in this tab. */
function asFollower(event: ClientEvent): ClientEvent {
  return event.type === "phase" && event.phase === "ready"
    ? { type: "phase", phase: "follower" }
    : event;
}

/** From here on every page starts anew, and nothing that a worker holds is needed any more. */
const isLocked = (event: ClientEvent) => event.type === "lock" && event.locked;

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
      this.becomeLeader();
      // Held until this worker ends. The browser releases the lock even after a crash.
      return new Promise<never>(() => {});
    });
    options.lockKey.onKeep((key) => options.channel.postMessage({ type: "lock_key", key }));
    options.channel.postMessage({ type: "hello" });
  }

  /** Runs the call here or in the leading tab. Answers JSON text. Waits for a leader without a limit. */
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

  wake(): void {
    if (this.leader !== null) this.leader.wake();
    else this.options.channel.postMessage({ type: "wake" });
  }

  active(): void {
    if (this.leader !== null) this.leader.active();
    else this.options.channel.postMessage({ type: "active" });
  }

  private becomeLeader(): void {
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
    else void this.leader.call(method, payload).then((answer) => this.resolveCall(id, answer));
  }

  private resolveCall(id: string, answer: string): void {
    this.waiting.get(id)?.resolve(answer);
    this.waiting.delete(id);
  }

  /** Sends unanswered calls to the present leader. `inherited`: there was another leader before. */
  private resume(inherited: boolean): void {
    const lost = new Map<string, Waiting>();
    for (const [id, waiting] of this.waiting) {
      if (!waiting.sent || REPEATABLE.has(waiting.method)) this.send(id, waiting);
      else lost.set(id, waiting);
    }
    if (!inherited) return;
    // Answered only once the present state is on screen. An answer that still arrives comes first.
    void this.refresh(lost.values()).then(() => {
      for (const id of lost.keys())
        this.resolveCall(id, JSON.stringify({ error: OUTCOME_UNKNOWN }));
    });
  }

  /** Shows the goals of lost calls as they are now. Resolves once the engine has started. */
  private async refresh(lost: Iterable<Waiting>): Promise<void> {
    const boot = await this.ask("boot", {});
    if (boot === null) return;
    this.options.onEvent({ type: "vaults", vaults: boot.vaults, active: boot.active });
    const vaults = [...lost].map((it) => (JSON.parse(it.payload) as { vault?: string }).vault);
    for (const vault of new Set(vaults)) {
      if (vault === undefined) continue;
      const view = await this.ask("view", { vault });
      if (view !== null) this.options.onEvent({ type: "view", view });
    }
  }

  /** null for a refusal. */
  private async ask<M extends Method>(method: M, input: Input<M>): Promise<Answer<M> | null> {
    const answer = JSON.parse(await this.call(method, JSON.stringify(input))) as
      | { ok: Answer<M> }
      | { error: Problem };
    return "ok" in answer ? answer.ok : null;
  }

  private announce(): void {
    if (this.leaderTerm === null) return;
    const { kept } = this.options.lockKey;
    if (kept !== null) this.options.channel.postMessage({ type: "lock_key", key: kept });
    this.options.channel.postMessage({
      type: "leading",
      term: this.leaderTerm,
      events: [...this.latest.values()],
    });
  }

  private publish(event: ClientEvent): void {
    // The newest view of each goal: a tab that opens later gets all of them. A view has typed text too.
    if (event.type !== "progress" && event.type !== "typed") {
      this.latest.set(event.type === "view" ? `view:${event.view.vault}` : event.type, event);
    }
    this.options.onEvent(event);
    this.options.channel.postMessage({ type: "event", event });
    if (isLocked(event)) this.options.end();
  }

  private receive(message: BetweenTabs): void {
    // Also in a tab that has just begun to lead, because the one that locked has ended.
    if (message.type === "event" && isLocked(message.event)) this.end(message.event);
    else if (this.leader !== null) this.receiveAsLeader(this.leader, message);
    else this.receiveAsFollower(message);
  }

  private end(event: ClientEvent): void {
    this.options.onEvent(event);
    this.options.end();
  }

  private receiveAsLeader(leader: Leader, message: BetweenTabs): void {
    if (message.type === "hello") this.welcome();
    else if (message.type === "flush") leader.flush();
    else if (message.type === "wake") leader.wake();
    else if (message.type === "active") leader.active();
    else if (message.type === "call") void this.answer(leader, message);
  }

  /** A tab has started. If the engine of this tab has failed, this tab gives up the lead. */
  private welcome(): void {
    const phase = this.latest.get("phase");
    if (phase?.type === "phase" && phase.phase === "failed") this.options.end();
    else this.announce();
  }

  /** A call that arrives twice runs once. That happens when it crosses an announcement. */
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
      this.resolveCall(message.id, message.payload);
    } else if (message.type === "lock_key") {
      this.options.lockKey.take(message.key);
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
