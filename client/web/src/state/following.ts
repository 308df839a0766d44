/**
 * Lists that follow the engine. Each answer brings all of its objects anew; what an answer says again stays the very
 * object it was, so that only what has changed need be looked at, drawn or written.
 */
import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { same } from "../model/same";

export type Followed<T> = ReadonlySignal<readonly T[]>;

/** The list that `compute` makes: an item that says what the one of its key said is that one, and so is the list. */
export function following<T>(keyOf: (item: T) => string, compute: () => readonly T[]): Followed<T> {
  let list: readonly T[] = [];
  let byKey = new Map<string, T>();
  return computed(() => {
    const next = compute().map((item) => {
      const known = byKey.get(keyOf(item));
      return known !== undefined && same(known, item) ? known : item;
    });
    if (next.length === list.length && next.every((item, at) => item === list[at])) return list;
    list = next;
    byKey = new Map(next.map((item) => [keyOf(item), item]));
    return list;
  });
}

/** A signal for each item of a list, which changes with that item alone; it is undefined where there is none. */
export class Each<T> {
  private readonly list: Followed<T>;
  private readonly keyOf: (item: T) => string;
  private readonly signals = new Map<string, Signal<T | undefined>>();
  private taken: ReadonlyMap<string, T> = new Map();

  constructor(list: Followed<T>, keyOf: (item: T) => string) {
    this.list = list;
    this.keyOf = keyOf;
  }

  at(key: string): ReadonlySignal<T | undefined> {
    const known = this.signals.get(key) ?? signal(this.taken.get(key));
    this.signals.set(key, known);
    return known;
  }

  /** Follows the list until the answer is called. */
  follow(): () => void {
    return effect(() => this.take(this.list.value));
  }

  private take(list: readonly T[]): void {
    const next = new Map(list.map((item) => [this.keyOf(item), item]));
    batch(() => {
      for (const [key, item] of next) {
        if (item === this.taken.get(key)) continue;
        const known = this.signals.get(key);
        if (known) known.value = item;
      }
      for (const key of this.taken.keys()) {
        const gone = next.has(key) ? undefined : this.signals.get(key);
        if (gone) gone.value = undefined;
      }
    });
    this.taken = next;
  }
}
