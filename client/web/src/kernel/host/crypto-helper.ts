/** A second worker for large batches of cryptography, which a long pull has. */

import { scriptUrl } from "../../platform/script-urls";
import type { HostCall } from "./answers";
import { cryptoOperations } from "./crypto-operations";
import workerPath from "./crypto-worker.ts?worker&url";
import type { FromHelper, ToHelper } from "./helper-messages";

/** About a hundred commits. A smaller batch is not worth the way to another worker. */
const BATCH_BYTES_MIN = 128 * 1024;
/**
 * The helper says nothing for so many seconds: it has hung if it has work, and ends if it has none. The largest batch takes
 * less than one second.
 */
const SILENT_SECONDS = 10;

/**
 * The first large batch starts the helper. Until the helper says that it is ready, and whenever it cannot start,
 * breaks or hangs, `local` does the work.
 */
export function withHelper(local: HostCall, start: () => Worker = startHelper): HostCall {
  let helper: Helper | null = null;
  return (operation, input) => {
    if (input.length < BATCH_BYTES_MIN || !Object.hasOwn(cryptoOperations, operation))
      return local(operation, input);
    if (helper === null || helper.ended) helper = Helper.begin(local, start);
    return helper?.call(operation, input) ?? local(operation, input);
  };
}

function startHelper(): Worker {
  return new Worker(scriptUrl(workerPath), {
    type: "module",
    name: "autus-crypto",
  });
}

interface Waiting {
  operation: string;
  input: Uint8Array;
  answer: (answer: Uint8Array | Promise<Uint8Array>) => void;
}

class Helper {
  private readonly worker: Worker;
  private readonly local: HostCall;
  private readonly waiting = new Map<number, Waiting>();
  private state: "starting" | "ready" | "broken" | "idle" = "starting";
  private readonly clock: number;
  private silentSeconds = 0;
  private last = 0;

  /** null where the browser refuses a worker. */
  static begin(local: HostCall, start: () => Worker): Helper | null {
    try {
      return new Helper(local, start());
    } catch {
      return null;
    }
  }

  private constructor(local: HostCall, worker: Worker) {
    this.local = local;
    this.worker = worker;
    worker.addEventListener("message", ({ data }: MessageEvent<FromHelper>) => this.hear(data));
    worker.addEventListener("error", (event) => {
      // Otherwise the error reaches this worker and the page, which would think the engine lost.
      event.preventDefault();
      this.break();
    });
    worker.addEventListener("messageerror", () => this.break());
    this.clock = self.setInterval(() => this.tick(), 1_000);
  }

  /** One that broke or hung is not started again: the next would do the same. */
  get ended(): boolean {
    return this.state === "idle";
  }

  call(operation: string, input: Uint8Array): Promise<Uint8Array> {
    // A new batch gives one that answers nothing no more time.
    if (this.waiting.size === 0) this.silentSeconds = 0;
    if (this.state !== "ready") return this.local(operation, input);
    this.last += 1;
    const id = this.last;
    return new Promise((answer) => {
      this.waiting.set(id, { operation, input, answer });
      const message: ToHelper = { id, operation, input };
      this.worker.postMessage(message);
    });
  }

  private hear(message: FromHelper): void {
    this.silentSeconds = 0;
    if (message === "ready") {
      if (this.state === "starting") this.state = "ready";
      return;
    }
    this.waiting.get(message.id)?.answer(message.answer);
    this.waiting.delete(message.id);
  }

  private break(): void {
    this.end("broken");
    for (const { operation, input, answer } of this.waiting.values())
      answer(this.local(operation, input));
    this.waiting.clear();
  }

  /**
   * Counts seconds in which this worker ran. After a sleep of the machine, or after a long call of Python, an answer may
   * wait behind the clock.
   */
  private tick(): void {
    this.silentSeconds += 1;
    if (this.silentSeconds < SILENT_SECONDS) return;
    if (this.waiting.size > 0) this.break();
    else this.end("idle");
  }

  private end(state: "broken" | "idle"): void {
    this.state = state;
    clearInterval(this.clock);
    this.worker.terminate();
  }
}
