/** The leading worker runs calls on the engine, saves drafts, and keeps the view cache and the sync up to date. */

import {
  type Answer,
  type BootAnswer,
  type ClientEvent,
  type DeviceLock,
  type EngineEvent,
  type Input,
  LOCK_OPEN,
  type Method,
  type Problem,
  SIGNS_OUT,
  unlocksOf,
} from "../model/engine";
import { AnswerFirst } from "./answer-first";
import { BootError, bootEngine, type Engine } from "./engine";
import type { Database } from "./host/database";
import { createHost } from "./host/host";
import { write } from "./host/store";
import { abortStalledReads } from "./host/transport";
import { IdleClock } from "./idle-clock";
import { makeRuntimeSnapshot } from "./make-runtime-snapshot";
import type { Stage } from "./start-watch";
import { SyncScheduler } from "./sync-scheduler";
import { ViewCacheWriter } from "./view-cache";

const SAVE_DRAFT_AFTER_MS = 300;
/** After the first things that a person does at a start. */
const MAKE_SNAPSHOT_AFTER_MS = 5_000;
/** What runs when the device locks may take so long. Then it is cut off, as if its tab had ended. */
const LOCK_MS_MAX = 3_000;
const MINUTE_MS = 60_000;
const EVENTS_URL = "/api/v1/events";

const refusal = (problem: Problem) => JSON.stringify({ error: problem });

function problemOf(error: unknown): Problem {
  if (error instanceof BootError) return error.problem;
  return { code: "ENGINE_FAILED", detail: error instanceof Error ? error.message : String(error) };
}

export interface DispatcherOptions {
  database: Promise<Database>;
  publish: (event: ClientEvent) => void;
  /** Hears what the start of the engine waits for. */
  onStage: (stage: Stage) => void;
  /** Whether Python may start from its runtime snapshot. */
  useSnapshot: boolean;
}

export class Dispatcher {
  private readonly options: DispatcherOptions;
  private readonly events: AnswerFirst;
  private readonly viewCache: ViewCacheWriter;
  private readonly scheduler: SyncScheduler;
  private engine: Promise<Engine>;
  private ready: Engine | null = null;
  private readonly unsaved = new Map<string, number>();
  private readonly idle = new IdleClock(
    { monotonic: () => performance.now(), wall: () => Date.now() },
    () => void this.call("lock", "{}"),
  );
  /** Null while the lock of the device is off. */
  private lockOf: DeviceLock | null = null;
  /** 0 while no runtime snapshot is planned. */
  private snapshotTimer = 0;

  constructor(options: DispatcherOptions) {
    this.options = options;
    this.events = new AnswerFirst(options.publish);
    this.viewCache = new ViewCacheWriter(options.database);
    this.scheduler = new SyncScheduler({
      sync: {
        round: () => this.callOk("sync", {}),
        pushChanges: () => this.callOk("sync_changes", {}),
        followHead: (head) => this.callOk("sync_head", head),
      },
      random: Math.random,
      eventsUrl: EVENTS_URL,
    });
    this.engine = this.boot();
  }

  /** Always answers JSON text: a failure is an answer too. */
  async call(method: Method, payload: string): Promise<string> {
    try {
      const engine = this.ready ?? (await this.engine);
      if (method === "draft") return this.draft(engine, payload);
      if (method === "lock") return await this.lock(engine);
      // Before the records are under the lock key: the next start would show it.
      if (method === "turn_lock_on") await this.viewCache.stop();
      const run = () => engine.call(method, payload);
      // The other methods are not in a hurry, and some of them tell how far they are.
      const answer = await (method === "commit" ? this.events.hold(run) : run());
      if (!answer.startsWith('{"error"')) this.afterCall(method, payload, answer);
      else if (method === "turn_lock_on") this.setLock(this.lockOf);
      return answer;
    } catch (error) {
      return refusal(problemOf(error));
    }
  }

  /** The page may be about to go: saves drafts at once, and begins nothing new. */
  flush(): void {
    if (this.snapshotTimer !== 0) this.makeSnapshotLater();
    void this.saveDrafts();
    if (this.lockOf !== null && !this.lockOf.on_close)
      void this.call("note_presence", JSON.stringify({ idle_ms: Math.round(this.idle.idleMs()) }));
  }

  private async saveDrafts(): Promise<void> {
    const saved = [...this.unsaved].map(([vault, timer]) => {
      self.clearTimeout(timer);
      return this.saveDraft(vault);
    });
    await Promise.all(saved);
  }

  /** Saves drafts and locks. The engine tells every page, and all workers end. */
  private async lock(engine: Engine): Promise<string> {
    await this.saveDrafts();
    const done = engine.call("lock", "{}");
    const late = new Promise<null>((resolve) => self.setTimeout(() => resolve(null), LOCK_MS_MAX));
    const answer = await Promise.race([done, late]);
    if (answer !== null) return answer;
    // A call that takes long runs. The end of this worker is a crash to it, which loses nothing that was answered.
    await write(await this.options.database, [], [LOCK_OPEN]);
    this.onEvent({ type: "lock", locked: true, lock: null });
    return JSON.stringify({ ok: {} });
  }

  /** The person is here. */
  active(): void {
    this.idle.active();
  }

  wake(): void {
    if (this.idle.check()) return;
    abortStalledReads();
    this.scheduler.wake();
  }

  private async boot(): Promise<Engine> {
    const { database, onStage, useSnapshot } = this.options;
    try {
      const engine = await bootEngine({
        host: createHost(database),
        useSnapshot,
        onStage,
        emit: (event) => this.onEvent(JSON.parse(event) as EngineEvent),
        onPhase: (phase) => this.publish({ type: "phase", phase }),
        onBytes: (done, total) => this.publish({ type: "phase", phase: "loading", done, total }),
        onBroken: (error) => this.fail(error),
      });
      onStage("storage");
      // Why it does not open is the host's to tell.
      await database.catch(() => {});
      onStage("boot");
      const answer = await engine.call("boot", "{}");
      this.ready = engine;
      this.afterBoot(answer);
      return engine;
    } catch (error) {
      return this.fail(error);
    }
  }

  private publish(event: ClientEvent): void {
    this.events.publish(event);
  }

  /** From here on every call is refused for this reason. */
  private fail(error: unknown): Promise<Engine> {
    this.ready = null;
    this.engine = Promise.reject<Engine>(error);
    // Handled here, because nobody has to call. Callers get it from `call`.
    this.engine.catch(() => {});
    const { code, detail } = problemOf(error);
    this.publish({ type: "phase", phase: "failed", code, detail });
    return this.engine;
  }

  private afterBoot(text: string): void {
    const answer = JSON.parse(text) as { ok: BootAnswer } | { error: Problem };
    if ("error" in answer) {
      if (answer.error.code !== "LOCKED") throw new BootError(answer.error);
      this.publish({ type: "phase", phase: "locked", ...unlocksOf(answer.error) });
      this.makeSnapshotLater();
      return;
    }
    const { vaults, active, account, sync, lock } = answer.ok;
    this.setLock(lock);
    this.viewCache.updateAccount(account);
    this.onEvent({ type: "vaults", vaults, active });
    this.onEvent({ type: "sync", status: sync });
    this.publish({ type: "phase", phase: "ready" });
    this.makeSnapshotLater();
    if (active !== null) void this.call("view", JSON.stringify({ vault: active }));
    if (sync.retry !== "never") this.scheduler.now();
  }

  private setLock(lock: DeviceLock | null): void {
    this.lockOf = lock;
    this.idle.limit((lock?.idle_minutes ?? 0) * MINUTE_MS);
    if (lock === null) this.viewCache.go();
    // Turning the lock on has deleted it already.
    else void this.viewCache.stop().catch(() => {});
  }

  private makeSnapshotLater(): void {
    self.clearTimeout(this.snapshotTimer);
    this.snapshotTimer = self.setTimeout(() => {
      this.snapshotTimer = 0;
      void makeRuntimeSnapshot();
    }, MAKE_SNAPSHOT_AFTER_MS);
  }

  private afterCall(method: Method, payload: string, answer: string): void {
    this.scheduler.afterCall(method);
    if (method === "view" || method === "select_vault") {
      this.viewCache.update({ type: "view", view: JSON.parse(answer).ok });
    } else if (method === "unlock") {
      this.afterBoot(answer);
    } else if (method === "register") {
      this.viewCache.updateAccount(JSON.parse(answer).ok);
    } else if (method === "login") {
      this.viewCache.updateAccount(JSON.parse(answer).ok.account);
    } else if (SIGNS_OUT.has(method)) {
      this.viewCache.updateAccount(null);
    } else if (method === "commit" || method === "discard_draft") {
      this.forgetUnsaved(JSON.parse(payload).vault);
    }
  }

  private draft(engine: Engine, payload: string): string {
    // A preview is newer than the events of a commit before it.
    this.events.flush();
    const answer = engine.draft(payload);
    if (!answer.startsWith('{"error"')) {
      const { vault } = JSON.parse(payload) as { vault: string };
      if (!this.unsaved.has(vault)) {
        this.unsaved.set(
          vault,
          self.setTimeout(() => void this.saveDraft(vault), SAVE_DRAFT_AFTER_MS),
        );
      }
    }
    return answer;
  }

  private async saveDraft(vault: string): Promise<void> {
    this.unsaved.delete(vault);
    await this.call("save_draft", JSON.stringify({ vault }));
  }

  private forgetUnsaved(vault: string): void {
    self.clearTimeout(this.unsaved.get(vault));
    this.unsaved.delete(vault);
  }

  private onEvent(event: EngineEvent): void {
    if (event.type === "lock" && !event.locked) this.setLock(event.lock);
    this.viewCache.update(event);
    this.publish(event);
  }

  private async callOk<M extends Method>(method: M, input: Input<M>): Promise<Answer<M>> {
    const answer = JSON.parse(await this.call(method, JSON.stringify(input))) as
      | { ok: Answer<M> }
      | { error: Problem };
    if ("error" in answer) throw new BootError(answer.error);
    return answer.ok;
  }
}
