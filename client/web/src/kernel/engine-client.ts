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
} from "../model/engine";
import type { FromWorker, ToWorker } from "./messages";

export interface WorkerLike {
  postMessage(message: ToWorker): void;
  addEventListener(type: "message", listener: (event: MessageEvent<FromWorker>) => void): void;
  addEventListener(type: "error", listener: (event: ErrorEvent) => void): void;
}

interface Pending {
  resolve: (answer: never) => void;
  reject: (error: EngineError) => void;
}

/** The input of a method, left out where the method takes none. */
type Inputs<M extends Method> = Input<M> extends NoInput ? [] : [input: Input<M>];

/** Browsers decide by how the site is used, so this asks only once there is something to keep. */
async function askForPersistence(): Promise<void> {
  if (!(await navigator.storage.persisted())) await navigator.storage.persist();
}

/** Calls to one worker, which the first call starts, and its events. */
export class EngineClient {
  private readonly pending = new Map<number, Pending>();
  private readonly listeners = new Set<(event: ClientEvent) => void>();
  private readonly startWorker: () => WorkerLike;
  private worker: WorkerLike | null = null;
  private phase: ClientEvent = { type: "phase", phase: "loading" };
  private persistenceAsked: Promise<void> | null = null;
  private nextId = 1;

  constructor(startWorker: () => WorkerLike) {
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

  private send<Result>(method: Method, payload: string): Promise<Result> {
    this.worker ??= this.listenTo(this.startWorker());
    const { worker } = this;
    return new Promise<Result>((resolve, reject) => {
      const id = this.nextId++;
      this.pending.set(id, { resolve, reject });
      worker.postMessage({ type: "call", id, method, payload });
    });
  }

  private listenTo(worker: WorkerLike): WorkerLike {
    worker.addEventListener("message", (event) => this.receive(event.data));
    worker.addEventListener("error", (event) => this.fail(event.message));
    return worker;
  }

  private receive(message: FromWorker): void {
    if (message.type === "event") {
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

  private fail(message: string): void {
    const problem: ClientProblem = { code: "WORKER_FAILED", detail: message };
    this.publish({ type: "phase", phase: "failed", code: problem.code, detail: message });
    for (const waiting of this.pending.values()) waiting.reject(new EngineError(problem));
    this.pending.clear();
  }
}

/** This tab's engine. */
export const engine = new EngineClient(
  () =>
    new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "autus-kernel" }),
);
