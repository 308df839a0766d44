/** Starts Python in this worker. Answers the two functions that reach the engine. */

import type { PyodideAPI } from "pyodide";
import type { PyCallable, PyProxy } from "pyodide/ffi";
import type { ClientProblem, Code, Method, Problem } from "../model/engine";
import { NotWhole } from "../platform/whole-files";
import type { HostCall } from "./host/host";
import type { SnapshotUse } from "./python";
import { mendParts, type OnBytes, startServedPython } from "./python-parts";
import { dropRuntimeSnapshots, findRuntimeSnapshot, readRuntimeSnapshot } from "./runtime-snapshot";
import type { Stage } from "./start-watch";

/** Both take and answer JSON text. A refusal is an answer, `{"error": …}`. A rejection is a defect. */
export interface Engine {
  call(method: Method, payload: string): Promise<string>;
  draft(payload: string): string;
}

export interface EngineOptions {
  host: HostCall;
  /** Gets each event of the engine as JSON text. */
  emit: (event: string) => void;
  onPhase: (phase: "loading" | "kernel") => void;
  onBytes: OnBytes;
  onStage: (stage: Stage) => void;
  /** Otherwise the kept one is dropped, because a start with it may have stood still. */
  useSnapshot: boolean;
  /** Python has broken for good. Every call ends with this problem. */
  onBroken: (error: BootError) => void;
}

export class BootError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "BootError";
    this.problem = problem;
  }
}

/** The problem of a start. A file that did not arrive whole is named, whoever asked for it. */
function bootError(error: unknown, otherwise: Code): BootError {
  if (error instanceof BootError) return error;
  if (error instanceof NotWhole) return new BootError({ code: error.code, detail: error.detail });
  const detail = error instanceof Error ? error.message : String(error);
  return new BootError({ code: otherwise, detail });
}

/** Without a byte from the network. A warm start takes less than a second. */
const BOOT_TIMEOUT_MS = 120_000;
/** With a runtime snapshot everything is on this device already. */
const SNAPSHOT_TIMEOUT_MS = 10_000;

/** Rejects when WebAssembly does not load. Pyodide only logs that, and then waits for ever. */
function watchWebAssembly(): { failed: Promise<never>; restore: () => void } {
  const original = WebAssembly.instantiateStreaming;
  const restore = () => {
    WebAssembly.instantiateStreaming = original;
  };
  const failed = new Promise<never>((_, reject) => {
    WebAssembly.instantiateStreaming = async (...input) => {
      try {
        return await original(...input);
      } catch (error) {
        reject(bootError(error, "RUNTIME_FAILED"));
        throw error;
      }
    };
  });
  return { failed, restore };
}

interface Watchdog {
  expired: Promise<never>;
  stop: () => void;
  /** Something has moved: the time begins anew. */
  restart: () => void;
}

function watchdog(timeoutMs: number): Watchdog {
  const problem: ClientProblem = {
    code: "BOOT_TIMED_OUT",
    detail: `The start of the engine stood still for ${timeoutMs / 1000} s.`,
  };
  let timer = 0;
  let restart = () => {};
  const stop = () => self.clearTimeout(timer);
  const expired = new Promise<never>((_, reject) => {
    restart = () => {
      stop();
      timer = self.setTimeout(() => reject(new BootError(problem)), timeoutMs);
    };
  });
  restart();
  return { expired, stop, restart };
}

/** Rejects when Python's WebAssembly has broken. It then never answers a running call. */
function untilBroken(python: PyodideAPI): Promise<never> {
  // The only sign of it, and not in Pyodide's types.
  const { _api: inside } = python as unknown as { _api: { on_fatal?: (cause: unknown) => void } };
  return new Promise<never>((_, reject) => {
    inside.on_fatal = (cause) =>
      reject(new BootError({ code: "RUNTIME_FAILED", detail: String(cause) }));
  });
}

/** The engine in a Python that has started. */
export function connectEngine(
  python: PyodideAPI,
  { host, emit, onBroken }: Pick<EngineOptions, "host" | "emit" | "onBroken">,
): Engine {
  const broken = untilBroken(python);
  broken.catch(onBroken);
  const module = python.pyimport("autus_web.bridge") as PyProxy & { start: PyCallable };
  const bridge = module.start(host, emit, () => Date.now());
  const call = bridge.call as PyCallable;
  const draft = bridge.draft as PyCallable;
  module.destroy();
  return {
    async call(method, payload) {
      const running = call(method, payload);
      const answer = await Promise.race([running, broken]);
      running.destroy();
      return answer;
    },
    draft: (payload) => draft(payload),
  };
}

async function startWatched(snapshot: SnapshotUse, options: EngineOptions): Promise<Engine> {
  const { expired, stop, restart } = watchdog(
    snapshot.from === undefined ? BOOT_TIMEOUT_MS : SNAPSHOT_TIMEOUT_MS,
  );
  const { failed, restore } = watchWebAssembly();
  let over = false;
  try {
    // When one file fails, others are still on their way.
    const onBytes: OnBytes = (done, total) => {
      if (over) return;
      restart();
      options.onBytes(done, total);
    };
    const python = await Promise.race([startServedPython(snapshot, onBytes), expired, failed]);
    options.onPhase("kernel");
    return connectEngine(python, options);
  } catch (error) {
    throw bootError(error, "BOOT_FAILED");
  } finally {
    over = true;
    stop();
    restore();
  }
}

/** Starts Python and the engine. Rejects with `BootError`. */
export async function bootEngine(options: EngineOptions): Promise<Engine> {
  options.onPhase("loading");
  // Dropped without a wait: the storage that has them may be what does not answer.
  if (!options.useSnapshot) void dropRuntimeSnapshots();
  const engine = options.useSnapshot ? await startFromSnapshot(options) : null;
  if (engine !== null) return engine;
  options.onStage("python");
  return startLong(options);
}

/** Null if there is no runtime snapshot or it does not work. */
async function startFromSnapshot(options: EngineOptions): Promise<Engine | null> {
  options.onStage("snapshot");
  const snapshot = await findRuntimeSnapshot();
  if (snapshot === null) return null;
  try {
    return await startWatched({ from: readRuntimeSnapshot(snapshot) }, options);
  } catch (error) {
    console.warn("The runtime snapshot does not work. The engine starts without it.", error);
    void dropRuntimeSnapshots();
    return null;
  }
}

/** Starts without a runtime snapshot. A part that was damaged on this device is fetched again for a second try. */
async function startLong(options: EngineOptions): Promise<Engine> {
  try {
    return await startWatched({}, options);
  } catch (error) {
    if (error instanceof BootError && error.problem.code === "APP_NOT_WHOLE") throw error;
    const mended = await mendParts().catch((fault) => {
      throw fault instanceof NotWhole ? bootError(fault, "BOOT_FAILED") : error;
    });
    if (!mended) throw error;
    return startWatched({}, options);
  }
}
