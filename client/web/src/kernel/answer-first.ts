/** Lets the answer of a call reach the page before the events that say the same, so that the page renders once. */

import type { ClientEvent } from "../model/engine";

/** An event waits no longer than this for an answer. */
const WAIT_MS_MAX = 20;

export class AnswerFirst {
  private readonly send: (event: ClientEvent) => void;
  private readonly held: ClientEvent[] = [];
  private running = 0;
  private timer = 0;

  constructor(send: (event: ClientEvent) => void) {
    this.send = send;
  }

  /** Sends an event, or holds it while a call is about to be answered. The order of events stays. */
  publish(event: ClientEvent): void {
    if (this.running === 0 && this.held.length === 0) {
      this.send(event);
      return;
    }
    this.held.push(event);
    if (this.timer === 0) this.flushIn(WAIT_MS_MAX);
  }

  /** Runs a call. What is published meanwhile is sent after its answer. */
  async hold<Result>(call: () => Promise<Result>): Promise<Result> {
    this.running += 1;
    try {
      return await call();
    } finally {
      this.running -= 1;
      // The answer is on its way to the page before the next task begins.
      if (this.held.length > 0) this.flushIn(0);
    }
  }

  /** Sends what is held. It must not come after a newer answer. */
  flush(): void {
    self.clearTimeout(this.timer);
    this.timer = 0;
    for (const event of this.held.splice(0)) this.send(event);
  }

  private flushIn(milliseconds: number): void {
    self.clearTimeout(this.timer);
    this.timer = self.setTimeout(() => this.flush(), milliseconds);
  }
}
