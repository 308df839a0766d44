/** Boots Python in this worker and gives back the two functions that reach the engine. */

import type { PyodideAPI } from "pyodide";
import type { PyCallable, PyProxy } from "pyodide/ffi";
import type { HostCall } from "./host/host";
import { dropImages, findImage } from "./image";
import type { Method } from "./protocol";
import { type ImageUse, startPython } from "./python";
import { servedParts } from "./python-parts";
import type { Problem } from "./types";

/** Both take and answer JSON text. A refusal is an answer, `{"error": …}`; a rejection is a defect. */
export interface Engine {
  call(method: Method, payload: string): Promise<string>;
  draft(payload: string): string;
}

export interface EngineOptions {
  host: HostCall;
  /** Hears each event of the engine as JSON text. */
  emit: (event: string) => void;
  onPhase: (phase: "loading" | "kernel") => void;
  /** Python has broken for good: every call, also one that it is busy with, has ended or ends with this problem. */
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

/** A slow line needs most of it on a first visit; a warm start takes less than a second. */
const BOOT_TIMEOUT_MS = 120_000;
/** With an image everything is on this device already. */
const IMAGE_TIMEOUT_MS = 10_000;

/** Pyodide only logs it when its WebAssembly cannot be had, and then waits for ever. This tells. */
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
        reject(new BootError({ code: "RUNTIME_FAILED", detail: String(error) }));
        throw error;
      }
    };
  });
  return { failed, restore };
}

function watchdog(timeoutMs: number): { expired: Promise<never>; stop: () => void } {
  let timer = 0;
  const expired = new Promise<never>((_, reject) => {
    const problem = {
      code: "BOOT_TIMED_OUT",
      detail: `The engine did not start within ${timeoutMs / 1000} s.`,
    };
    timer = self.setTimeout(() => reject(new BootError(problem)), timeoutMs);
  });
  return { expired, stop: () => self.clearTimeout(timer) };
}

/** Rejects when Python's WebAssembly has broken: it then never answers what it is busy with. */
function untilBroken(python: PyodideAPI): Promise<never> {
  // Not in the types, and the only sign that there is.
  const { _api: inside } = python as unknown as { _api: { on_fatal?: (cause: unknown) => void } };
  return new Promise<never>((_, reject) => {
    inside.on_fatal = (cause) =>
      reject(new BootError({ code: "RUNTIME_FAILED", detail: String(cause) }));
  });
}

/** The engine in a Python that has started. */
export function connectEngine(
  python: PyodideAPI,
  { host, emit, onBroken }: Omit<EngineOptions, "onPhase">,
): Engine {
  const broken = untilBroken(python);
  broken.catch(onBroken);
  const module = python.pyimport("autus_web.bridge") as PyProxy & { start: PyCallable };
  const bridge = module.start(host, emit);
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

async function startWatched(image: ImageUse, options: EngineOptions): Promise<Engine> {
  const { expired, stop } = watchdog(image.from === undefined ? BOOT_TIMEOUT_MS : IMAGE_TIMEOUT_MS);
  const { failed, restore } = watchWebAssembly();
  try {
    const python = await Promise.race([startPython(servedParts(), image), expired, failed]);
    options.onPhase("kernel");
    return connectEngine(python, options);
  } catch (error) {
    if (error instanceof BootError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new BootError({ code: "BOOT_FAILED", detail });
  } finally {
    stop();
    restore();
  }
}

/** Start Python and the engine. Rejects with `BootError`. */
export async function bootEngine(options: EngineOptions): Promise<Engine> {
  options.onPhase("loading");
  const image = await findImage();
  if (image !== null) {
    try {
      return await startWatched({ from: image.arrayBuffer() }, options);
    } catch (error) {
      console.warn("The image of Python's memory is of no use; starting without.", error);
      await dropImages();
    }
  }
  return startWatched({}, options);
}
