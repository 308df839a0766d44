import type { ReadonlySignal } from "@preact/signals";
import type { Readings } from "../../model/readings";

/** What a painted sphere follows. */
export interface Shown {
  of: Readings;
  /** It does not move. */
  still: ReadonlySignal<boolean>;
  /** The colours change with it. */
  theme: ReadonlySignal<unknown>;
}

/** What a painted sphere tells. */
export interface Teller {
  drawn(): void;
  /** The sphere cannot be painted: no context, a lost one, or too few frames. */
  gone(why: "lost" | "slow"): void;
}
