/** The server's event stream, watched: a stream that ends or falls silent is reported. */

import { EVENT_BEAT_SECONDS, type Input } from "../model/engine";
import { type Guard, isRecordOf, isText, parseForeign } from "../platform/foreign";

/** The newest push of a goal, as an event says it. For a deleted goal, number 0 without a head. */
export type Head = Input<"sync_head">;

/** After two missed beats, and a second for the network, the connection counts as dead. */
export const SILENCE_MS_MAX = 2 * EVENT_BEAT_SECONDS * 1_000 + 1_000;

export interface EventStreamOptions {
  url: string;
  /** The stream has begun: what happened before it has to be asked for. */
  onOpen: () => void;
  /** Another device has pushed, or deleted a goal. */
  onHead: (head: Head) => void;
  /** Another device has changed something else. */
  onChange: () => void;
  /** It is over. `lived`: the server has sent something on it. Called once, and not after `close`. */
  onEnd: (lived: boolean) => void;
}

export class EventStream {
  private readonly options: EventStreamOptions;
  private readonly source: EventSource;
  private timer = 0;
  private heardAt = Date.now();
  private lived = false;

  constructor(options: EventStreamOptions) {
    this.options = options;
    this.source = new EventSource(options.url);
    this.source.addEventListener("open", () => options.onOpen());
    this.source.addEventListener("beat", () => this.hear());
    this.source.addEventListener("head", ({ data }: MessageEvent<string>) => {
      this.hear();
      const head = readHead(data);
      if (head === null) options.onChange();
      else options.onHead(head);
    });
    this.source.addEventListener("account", () => {
      this.hear();
      options.onChange();
    });
    // The browser would reconnect by itself, but not after an answer of a proxy. One rule serves both.
    this.source.addEventListener("error", () => this.end());
    this.watch();
  }

  /** Ends a stream that has been silent for too long. Timers stand still while a device sleeps, so a waking page asks. */
  check(): void {
    if (Date.now() - this.heardAt > SILENCE_MS_MAX) this.end();
  }

  close(): void {
    self.clearTimeout(this.timer);
    this.source.close();
  }

  private hear(): void {
    this.lived = true;
    this.heardAt = Date.now();
    this.watch();
  }

  private watch(): void {
    self.clearTimeout(this.timer);
    this.timer = self.setTimeout(() => this.end(), SILENCE_MS_MAX);
  }

  private end(): void {
    this.close();
    this.options.onEnd(this.lived);
  }
}

const isNumber: Guard<number> = (value) => typeof value === "number";
const isHead = isRecordOf<Head>({ vault: isText, number: isNumber, head: isText });

/** The engine checks the values. */
function readHead(data: string): Head | null {
  try {
    const { vault, number, head } = parseForeign(data, isHead);
    return { vault, number, head };
  } catch {
    return null;
  }
}
