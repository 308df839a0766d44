/** In the leading worker: runs calls on the engine, saves drafts, keeps the snapshot and the sync going. */

import { BootError, bootEngine, type Engine } from "./engine";
import type { Database } from "./host/database";
import { createHost } from "./host/host";
import { makeImageInBackground } from "./image";
import { type Method, SIGNS_OUT } from "./protocol";
import { SyncScheduler } from "./scheduler";
import { SnapshotWriter } from "./snapshot";
import type { BootAnswer, EngineEvent, KernelEvent, Problem, SyncStatus } from "./types";

const SAVE_DRAFT_AFTER_MS = 300;
/** After the first things that a person does at a start. */
const MAKE_IMAGE_AFTER_MS = 5_000;
const EVENTS_URL = "/api/v1/events";

const refusal = (problem: Problem) => JSON.stringify({ error: problem });

function problemOf(error: unknown): Problem {
  if (error instanceof BootError) return error.problem;
  return { code: "ENGINE_FAILED", detail: error instanceof Error ? error.message : String(error) };
}

export class Dispatcher {
  private readonly publish: (event: KernelEvent) => void;
  private readonly snapshot: SnapshotWriter;
  private readonly scheduler: SyncScheduler;
  private readonly database: Promise<Database>;
  private engine: Promise<Engine>;
  private ready: Engine | null = null;
  private readonly unsaved = new Map<string, number>();
  /** 0 while no image is to be made. */
  private imageTimer = 0;

  constructor(database: Promise<Database>, publish: (event: KernelEvent) => void) {
    this.database = database;
    this.publish = publish;
    this.snapshot = new SnapshotWriter(database);
    this.scheduler = new SyncScheduler({
      sync: () => this.callOk("sync", {}) as Promise<SyncStatus>,
      random: Math.random,
      eventsUrl: EVENTS_URL,
    });
    this.engine = this.boot();
  }

  /** Answers JSON text, always: a failure is an answer too. */
  async call(method: Method, payload: string): Promise<string> {
    try {
      const engine = this.ready ?? (await this.engine);
      if (method === "draft") return this.draft(engine, payload);
      const answer = await engine.call(method, payload);
      if (!answer.startsWith('{"error"')) this.afterCall(method, payload, answer);
      return answer;
    } catch (error) {
      return refusal(problemOf(error));
    }
  }

  /** The page may be about to go: write at once what waits to be written, and begin nothing new right now. */
  flush(): void {
    if (this.imageTimer !== 0) this.makeImageLater();
    for (const [vault, timer] of this.unsaved) {
      self.clearTimeout(timer);
      this.saveDraft(vault);
    }
  }

  private async boot(): Promise<Engine> {
    try {
      const engine = await bootEngine({
        host: createHost(this.database),
        emit: (event) => this.hear(JSON.parse(event) as EngineEvent),
        onPhase: (phase) => this.publish({ type: "phase", phase }),
        onBroken: (error) => this.fail(error),
      });
      const answer = await engine.call("boot", "{}");
      this.ready = engine;
      this.afterBoot(answer);
      return engine;
    } catch (error) {
      return this.fail(error);
    }
  }

  /** From here on every call is refused for this reason. */
  private fail(error: unknown): Promise<Engine> {
    this.ready = null;
    this.engine = Promise.reject<Engine>(error);
    // Handled here: whoever calls hears it from `call`, and nobody has to call.
    this.engine.catch(() => {});
    const { code, detail } = problemOf(error);
    this.publish({ type: "phase", phase: "failed", code, detail });
    return this.engine;
  }

  private afterBoot(text: string): void {
    const answer = JSON.parse(text) as { ok: BootAnswer } | { error: Problem };
    if ("error" in answer) throw new BootError(answer.error);
    const { vaults, active, account, sync } = answer.ok;
    this.snapshot.seeAccount(account);
    this.hear({ type: "vaults", vaults, active });
    this.hear({ type: "sync", status: sync });
    this.publish({ type: "phase", phase: "ready" });
    this.makeImageLater();
    if (active !== null) void this.call("view", JSON.stringify({ vault: active }));
    if (account !== null) this.scheduler.now();
  }

  private makeImageLater(): void {
    self.clearTimeout(this.imageTimer);
    this.imageTimer = self.setTimeout(() => {
      this.imageTimer = 0;
      void makeImageInBackground();
    }, MAKE_IMAGE_AFTER_MS);
  }

  private afterCall(method: Method, payload: string, answer: string): void {
    this.scheduler.afterCall(method);
    if (method === "view" || method === "select_vault") {
      this.snapshot.see({ type: "view", view: JSON.parse(answer).ok });
    } else if (method === "register") {
      this.snapshot.seeAccount(JSON.parse(answer).ok);
    } else if (method === "login") {
      this.snapshot.seeAccount(JSON.parse(answer).ok.account);
    } else if (SIGNS_OUT.has(method)) {
      this.snapshot.seeAccount(null);
    } else if (method === "commit" || method === "discard_draft") {
      this.forgetUnsaved(JSON.parse(payload).vault);
    }
  }

  private draft(engine: Engine, payload: string): string {
    const answer = engine.draft(payload);
    if (!answer.startsWith('{"error"')) {
      const { vault } = JSON.parse(payload) as { vault: string };
      if (!this.unsaved.has(vault)) {
        this.unsaved.set(
          vault,
          self.setTimeout(() => this.saveDraft(vault), SAVE_DRAFT_AFTER_MS),
        );
      }
    }
    return answer;
  }

  private saveDraft(vault: string): void {
    this.unsaved.delete(vault);
    void this.call("save_draft", JSON.stringify({ vault }));
  }

  private forgetUnsaved(vault: string): void {
    self.clearTimeout(this.unsaved.get(vault));
    this.unsaved.delete(vault);
  }

  private hear(event: EngineEvent): void {
    this.snapshot.see(event);
    this.publish(event);
  }

  private async callOk(method: Method, input: unknown): Promise<unknown> {
    const answer = JSON.parse(await this.call(method, JSON.stringify(input))) as
      | { ok: unknown }
      | { error: Problem };
    if ("error" in answer) throw new BootError(answer.error);
    return answer.ok;
  }
}
