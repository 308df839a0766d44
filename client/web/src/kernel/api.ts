/** The only door from the views to the engine: typed promises, events, and the snapshot of the last state. */

import type { FromWorker, ToWorker } from './protocol';
import { loadSnapshot } from './snapshot';
import type { BootPhase, KernelEvent, Method, Methods, Persistence, Problem, Role, Snapshot } from './types';

export type * from './types';

/** A refused or failed call. `code` is stable; `problem` holds every field that came with it. */
export class KernelError extends Error {
  readonly code: string;
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail === '' ? problem.code : `${problem.code}: ${problem.detail}`);
    this.name = 'KernelError';
    this.code = problem.code;
    this.problem = problem;
  }
}

interface Pending {
  resolve: (answer: never) => void;
  reject: (error: KernelError) => void;
}

export interface WorkerLike {
  postMessage(message: ToWorker): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<FromWorker>) => void): void;
  addEventListener(type: 'error', listener: (event: ErrorEvent) => void): void;
}

export class Kernel {
  private readonly pending = new Map<number, Pending>();
  private readonly listeners = new Set<(event: KernelEvent) => void>();
  private nextId = 1;
  private readonly worker: WorkerLike;

  /** The latest of each, for a view that is mounted after the event was sent. */
  boot: BootPhase = { phase: 'starting' };
  role: Role = 'undecided';
  persistence: Persistence = 'unknown';

  constructor(worker: WorkerLike) {
    this.worker = worker;
    worker.addEventListener('message', (event) => this.receive(event.data));
    worker.addEventListener('error', (event) => this.fail(event.message));
  }

  /**
   * Run an engine method, in this tab or in the one that leads.
   *
   * Calls made before the engine is up wait for it. Rejects with `KernelError` only.
   */
  call<M extends Method>(method: M, input: Methods[M]['in']): Promise<Methods[M]['out']> {
    return new Promise((resolve, reject) => {
      const id = this.nextId++;
      this.pending.set(id, { resolve, reject });
      this.worker.postMessage({ type: 'call', id, method, payload: JSON.stringify(input) });
    });
  }

  /** Hear every event until the returned function is called. */
  subscribe(listener: (event: KernelEvent) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Start the engine again after a `failed` boot phase. */
  retryBoot(): void {
    this.worker.postMessage({ type: 'retry' });
  }

  /** The last state that a tab of this browser saw, or null. Needs no engine. */
  snapshot(): Promise<Snapshot | null> {
    return loadSnapshot();
  }

  private receive(message: FromWorker): void {
    if (message.type === 'event') {
      this.publish(message.event);
      return;
    }
    const waiting = this.pending.get(message.id);
    if (waiting === undefined) return;
    this.pending.delete(message.id);
    const answer = JSON.parse(message.payload) as { ok: never } | { error: Problem };
    if ('error' in answer) waiting.reject(new KernelError(answer.error));
    else waiting.resolve(answer.ok);
  }

  private publish(event: KernelEvent): void {
    if (event.type === 'boot') this.boot = event.boot;
    else if (event.type === 'role') this.role = event.role;
    else if (event.type === 'persistence') this.persistence = event.persistence;
    for (const listener of [...this.listeners]) listener(event);
  }

  private fail(message: string): void {
    const problem: Problem = { code: 'WORKER_FAILED', detail: message };
    this.publish({ type: 'boot', boot: { phase: 'failed', problem } });
    for (const waiting of this.pending.values()) waiting.reject(new KernelError(problem));
    this.pending.clear();
  }
}

/** Start this tab's worker. Call once. */
export function startKernel(): Kernel {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'autus-kernel' });
  return new Kernel(worker);
}
