/** Boots Python in this worker and gives back the two functions that reach the engine. */

import type { PyodideAPI } from "pyodide";
import type { PyCallable, PyProxy } from "pyodide/ffi";
import type { HostCall } from "./host/host";
import type { Method } from "./protocol";
import { startPython } from "./python";
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

const assetUrl = (path: string) => new URL(`/${path}`, self.location.origin).href;

async function fetchBytes(path: string): Promise<Uint8Array> {
  const response = await fetch(assetUrl(path));
  if (!response.ok) {
    throw new BootError({ code: "ASSET_MISSING", detail: `${path} answered ${response.status}` });
  }
  return new Uint8Array(await response.arrayBuffer());
}

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

function watchdog(): { expired: Promise<never>; stop: () => void } {
  let timer = 0;
  const expired = new Promise<never>((_, reject) => {
    const problem = {
      code: "BOOT_TIMED_OUT",
      detail: `The engine did not start within ${BOOT_TIMEOUT_MS / 1000} s.`,
    };
    timer = self.setTimeout(() => reject(new BootError(problem)), BOOT_TIMEOUT_MS);
  });
  return { expired, stop: () => self.clearTimeout(timer) };
}

async function startHere(): Promise<PyodideAPI> {
  const assets = __PYTHON_ASSETS__;
  return startPython({
    runtime: assetUrl(assets.runtime),
    stdlib: assetUrl(assets.stdlib),
    app: fetchBytes(assets.app),
    site: fetchBytes(assets.site),
    lockInfo: assets.lockInfo,
  });
}

function connect(python: PyodideAPI, options: EngineOptions): Engine {
  const module = python.pyimport("autus_web.bridge") as PyProxy & { start: PyCallable };
  const bridge = module.start(options.host, options.emit);
  const call = bridge.call as PyCallable;
  const draft = bridge.draft as PyCallable;
  module.destroy();
  return {
    async call(method, payload) {
      const running = call(method, payload);
      try {
        return await running;
      } finally {
        running.destroy();
      }
    },
    draft: (payload) => draft(payload),
  };
}

/** Start Python and the engine. Rejects with `BootError`, and may then be called again. */
export async function bootEngine(options: EngineOptions): Promise<Engine> {
  const { expired, stop } = watchdog();
  const { failed, restore } = watchWebAssembly();
  options.onPhase("loading");
  try {
    const python = await Promise.race([startHere(), expired, failed]);
    options.onPhase("kernel");
    return connect(python, options);
  } catch (error) {
    if (error instanceof BootError) throw error;
    throw new BootError({
      code: "BOOT_FAILED",
      detail: error instanceof Error ? error.message : String(error),
    });
  } finally {
    stop();
    restore();
  }
}
