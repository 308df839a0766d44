/** The engine client: the page's connection to the worker in which the engine runs. */

import {
  type Answer,
  type ClientEvent,
  type ClientProblem,
  CREATES,
  EngineError,
  type Input,
  type Method,
  type NoInput,
  type Persistence,
  type Problem,
  REPEATABLE,
} from "../model/engine";
import { scriptUrl } from "../platform/script-urls";
import { takeEarlyWorker, type WorkerLike } from "./early";
import { type FromWorker, PLAIN_WORKER_NAME, WORKER_NAME } from "./messages";
import { type Stage, StartWatch } from "./start-watch";
import workerPath from "./worker.ts?worker&url";

interface Pending {
  method: Method;
  payload: string;
  resolve: (answer: never) => void;
  reject: (error: EngineError) => void;
}

/** The input of a method, left out where the method takes none. */
type Inputs<M extends Method> = Input<M> extends NoInput ? [] : [input: Input<M>];

/** Browsers decide by how the site is used, so this asks only once there is something to keep. */
async function askForPersistence(): Promise<void> {
  if (!(await navigator.storage.persisted())) await navigator.storage.persist();
}

/** `plain`: without a runtime snapshot. */
type StartWorker = (plain: boolean) => WorkerLike;

/** A start that is repeated may take longer: a device that is this slow may need it. */
const REPEATED_FACTOR = 4;

/** Calls to one worker, which the first call starts, and its events. */
export class EngineClient {
  private readonly pending = new Map<number, Pending>();
  private readonly listeners = new Set<(event: ClientEvent) => void>();
  private readonly startWorker: StartWorker;
  private readonly watch = new StartWatch((stage) => this.onStill(stage));
  private worker: WorkerLike | null = null;
  private repeated = false;
  /** Why no call is answered any more. */
  private broken: ClientProblem | null = null;
  private phase: ClientEvent = { type: "phase", phase: "loading" };
  private persistenceAsked: Promise<void> | null = null;
  private nextId = 1;

  constructor(startWorker: StartWorker) {
    this.startWorker = startWorker;
  }

  /**
   * Answers once the effect of the method is durable, or rejects with an `EngineError`.
   *
   * Calls made before the engine has started wait for it.
   */
  async call<M extends Method>(method: M, ...[input]: Inputs<M>): Promise<Answer<M>> {
    const answer = await this.send<Answer<M>>(method, JSON.stringify(input ?? {}));
    if (CREATES.has(method)) this.persistenceAsked ??= askForPersistence().catch(() => undefined);
    return answer;
  }

  /** Writes what is only in memory. The caller may be gone before an answer comes. */
  flush(): void {
    this.worker?.postMessage({ type: "flush" });
  }

  /** Syncs at once: the person, the device or the network is back. */
  wake(): void {
    this.worker?.postMessage({ type: "wake" });
  }

  /** The person is here: the time after which the device locks begins anew. */
  active(): void {
    this.worker?.postMessage({ type: "active" });
  }

  /** Tells the present phase at once. Answers a function that ends the subscription. */
  subscribe(listener: (event: ClientEvent) => void): () => void {
    this.listeners.add(listener);
    listener(this.phase);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** How the browser keeps the storage of this site. */
  async persistence(): Promise<Persistence> {
    await this.persistenceAsked;
    const persisted = await navigator.storage?.persisted?.();
    if (persisted === undefined) return "unknown";
    return persisted ? "persisted" : "best-effort";
  }

  /** The page shows what the engine has answered: the start is over. A tab that leads later starts its own engine. */
  endStart(): void {
    this.watch.end();
    this.repeated = false;
  }

  private watchFrom(stage: Stage): void {
    if (this.watch.watches) this.watch.enter(stage);
    else this.watch.begin(stage, this.repeated ? REPEATED_FACTOR : 1);
  }

  private send<Result>(method: Method, payload: string): Promise<Result> {
    if (this.broken !== null) return Promise.reject(new EngineError(this.broken));
    const worker = this.worker ?? this.start(false);
    return new Promise<Result>((resolve, reject) => {
      const id = this.nextId++;
      this.pending.set(id, { method, payload, resolve, reject });
      worker.postMessage({ type: "call", id, method, payload });
    });
  }

  private start(plain: boolean): WorkerLike {
    const worker = this.startWorker(plain);
    this.worker = worker;
    this.watchFrom("worker");
    // A worker that was replaced may have sent something before its end.
    worker.addEventListener("message", (event) => {
      if (worker === this.worker) this.receive(event.data);
    });
    worker.addEventListener("error", (event) => {
      if (worker === this.worker) this.fail({ code: "WORKER_FAILED", detail: event.message });
    });
    return worker;
  }

  /** The start stands still. It is repeated once; then the page offers what can be done. */
  private onStill(stage: Stage): void {
    const detail = `The start stood still at the stage "${stage}".`;
    if (stage === "lock") {
      // Another tab holds it. If that tab goes, the start goes on.
      this.publish({ type: "phase", phase: "failed", code: "BOOT_TIMED_OUT", detail });
    } else if (!this.repeated) {
      console.warn(detail, "It is repeated without a runtime snapshot.");
      this.repeat();
    } else if (stage === "storage") {
      this.publish({ type: "phase", phase: "failed", code: "STORAGE_SILENT", detail });
    } else {
      // Its lock goes with it, so that another tab can lead.
      this.worker?.terminate();
      this.fail({ code: "BOOT_TIMED_OUT", detail });
    }
  }

  private repeat(): void {
    this.repeated = true;
    this.worker?.terminate();
    this.watch.end();
    const worker = this.start(true);
    for (const [id, { method, payload, reject }] of [...this.pending]) {
      if (REPEATABLE.has(method)) {
        worker.postMessage({ type: "call", id, method, payload });
      } else {
        this.pending.delete(id);
        reject(new EngineError({ code: "OUTCOME_UNKNOWN", detail: "The worker was replaced." }));
      }
    }
  }

  private receive(message: FromWorker): void {
    if (message.type === "stage") {
      this.watchFrom(message.stage);
      return;
    }
    if (message.type === "event") {
      this.follow(message.event);
      this.publish(message.event);
      return;
    }
    const waiting = this.pending.get(message.id);
    if (waiting === undefined) return;
    this.pending.delete(message.id);
    const answer = JSON.parse(message.payload) as { ok: never } | { error: Problem };
    if ("error" in answer) waiting.reject(new EngineError(answer.error));
    else waiting.resolve(answer.ok);
  }

  private publish(event: ClientEvent): void {
    if (event.type === "phase") this.phase = event;
    for (const listener of [...this.listeners]) listener(event);
  }

  /** Until a leading tab has started, its events show that it goes on. */
  private follow(event: ClientEvent): void {
    if (event.type !== "phase") this.watch.hear();
    else if (event.phase === "failed" || event.phase === "locked") this.watch.end();
    else if (event.phase === "ready" || event.phase === "follower") this.watch.enter("view");
    else this.watch.hear();
  }

  private fail(problem: ClientProblem): void {
    this.watch.end();
    this.broken = problem;
    const { code, detail } = problem;
    this.publish({ type: "phase", phase: "failed", code, detail });
    for (const waiting of this.pending.values()) waiting.reject(new EngineError(problem));
    this.pending.clear();
  }
}

function newWorker(plain: boolean): WorkerLike {
  const name = plain ? PLAIN_WORKER_NAME : WORKER_NAME;
  return new Worker(scriptUrl(workerPath), { type: "module", name });
}

/** This tab's engine. */
export const engine = new EngineClient((plain) =>
  plain ? newWorker(plain) : (takeEarlyWorker() ?? newWorker(plain)),
);
