import type { ReadonlySignal } from "@preact/signals";
import type { Readings } from "../../model/readings";

/** The signals that a painted sphere follows. */
export interface Shown {
  of: Readings;
  /** The sphere does not move. */
  still: ReadonlySignal<boolean>;
  /** The colours change with it. */
  theme: ReadonlySignal<unknown>;
}

/** The callbacks of a painted sphere. */
export interface Callbacks {
  drawn(): void;
  /** The sphere cannot be painted: no context, a lost one, or too few frames. */
  gone(why: "lost" | "slow"): void;
}
