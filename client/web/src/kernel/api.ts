/** The only door from the views to the engine: typed promises, events, and the picture of the last state. */

import type { FromWorker, Method, ToWorker } from "./protocol";
import { loadSnapshot } from "./snapshot";
import {
  type KernelApi,
  KernelError,
  type KernelEvent,
  type Persistence,
  type Problem,
} from "./types";

export interface WorkerLike {
  postMessage(message: ToWorker): void;
  addEventListener(type: "message", listener: (event: MessageEvent<FromWorker>) => void): void;
  addEventListener(type: "error", listener: (event: ErrorEvent) => void): void;
}

interface Pending {
  resolve: (answer: never) => void;
  reject: (error: KernelError) => void;
}

/** Calls to one worker, which the first of them starts, and its events. */
export class Connection {
  private readonly pending = new Map<number, Pending>();
  private readonly listeners = new Set<(event: KernelEvent) => void>();
  private readonly startWorker: () => WorkerLike;
  private worker: WorkerLike | null = null;
  private phase: KernelEvent = { type: "phase", phase: "loading" };
  private nextId = 1;

  constructor(startWorker: () => WorkerLike) {
    this.startWorker = startWorker;
  }

  /** Calls made before the engine is up wait for it. Rejects with `KernelError` only. */
  call<Answer>(method: Method, input: object): Promise<Answer> {
    this.worker ??= this.listenTo(this.startWorker());
    const { worker } = this;
    return new Promise<Answer>((resolve, reject) => {
      const id = this.nextId++;
      this.pending.set(id, { resolve, reject });
      worker.postMessage({ type: "call", id, method, payload: JSON.stringify(input) });
    });
  }

  /** A worker that has not been started has nothing to do about it. */
  flush(): void {
    this.worker?.postMessage({ type: "flush" });
  }

  subscribe(listener: (event: KernelEvent) => void): () => void {
    this.listeners.add(listener);
    listener(this.phase);
    return () => {
      this.listeners.delete(listener);
    };
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
    if ("error" in answer) waiting.reject(new KernelError(answer.error));
    else waiting.resolve(answer.ok);
  }

  private publish(event: KernelEvent): void {
    if (event.type === "phase") this.phase = event;
    for (const listener of [...this.listeners]) listener(event);
  }

  private fail(message: string): void {
    const problem: Problem = { code: "WORKER_FAILED", detail: message };
    this.publish({ type: "phase", phase: "failed", ...problem });
    for (const waiting of this.pending.values()) waiting.reject(new KernelError(problem));
    this.pending.clear();
  }
}

/** Asked for once there is something to keep; browsers decide by how the site is used. */
async function askForPersistence(): Promise<void> {
  if (!(await navigator.storage.persisted())) await navigator.storage.persist();
}

async function persistenceAfter(asked: Promise<void> | null): Promise<Persistence> {
  await asked;
  const persisted = await navigator.storage?.persisted?.();
  if (persisted === undefined) return "unknown";
  return persisted ? "persisted" : "best-effort";
}

function createApi(connection: Connection): KernelApi {
  let asked: Promise<void> | null = null;
  const bind =
    <Input extends object, Answer>(method: Method) =>
    (input: Input): Promise<Answer> =>
      connection.call<Answer>(method, input);
  const keeping = async <Answer>(made: Promise<Answer>): Promise<Answer> => {
    const answer = await made;
    asked ??= askForPersistence().catch(() => undefined);
    return answer;
  };
  return {
    boot: () => connection.call("boot", {}),
    createVault: (input) => keeping(connection.call("create_vault", input)),
    createDemo: bind("create_demo"),
    selectVault: bind("select_vault"),
    view: bind("view"),
    draft: bind("draft"),
    discardDraft: bind("discard_draft"),
    saveDraft: bind("save_draft"),
    installDraft: bind("install_draft"),
    whatifKeep: bind("keep_whatif"),
    whatifList: bind("list_whatifs"),
    whatifLoad: bind("load_whatif"),
    whatifRename: bind("rename_whatif"),
    whatifDiscard: bind("discard_whatif"),
    wordsSpecificity: bind("score_words"),
    setWords: bind("set_words"),
    commit: (input) => keeping(connection.call("commit", input)),
    history: bind("history"),
    stateAt: bind("state_at"),
    states: bind("states"),
    rows: bind("rows"),
    series: bind("series"),
    branches: bind("branches"),
    find: bind("find"),
    verify: bind("verify"),
    register: bind("register"),
    login: bind("login"),
    logout: () => connection.call("logout", {}),
    sync: () => connection.call("sync", {}),
    syncStatus: () => connection.call("sync_status", {}),
    devices: () => connection.call("devices", {}),
    renameDevice: bind("rename_device"),
    setWitnessed: bind("set_witnessed"),
    acceptGeneration: () => connection.call("accept_generation", {}),
    rehome: bind("renew_device_id"),
    importCommits: bind("import_commits"),
    call: (method, input) => connection.call(method, input),
    subscribe: (listener) => connection.subscribe(listener),
    flush: () => connection.flush(),
    cachedView: async () => (await loadSnapshot())?.view ?? null,
    persistence: () => persistenceAfter(asked),
  };
}

function connect(): Connection {
  return new Connection(
    () =>
      new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "autus-kernel" }),
  );
}

/** This tab's engine. */
export const api: KernelApi = createApi(connect());
