/**
 * Lists that follow the engine. Each answer consists of new objects. An equal object stays the old one, so that only
 * changes are compared, drawn or written.
 */
import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { isEqual } from "../model/is-equal";

export type StableList<T> = ReadonlySignal<readonly T[]>;

/** The list that `compute` returns. An item equal to the last one of its key stays that object, and so does an equal list. */
export function stableList<T>(
  keyOf: (item: T) => string,
  compute: () => readonly T[],
): StableList<T> {
  let list: readonly T[] = [];
  let byKey = new Map<string, T>();
  return computed(() => {
    const next = compute().map((item) => {
      const known = byKey.get(keyOf(item));
      return known !== undefined && isEqual(known, item) ? known : item;
    });
    if (next.length === list.length && next.every((item, at) => item === list[at])) return list;
    list = next;
    byKey = new Map(next.map((item) => [keyOf(item), item]));
    return list;
  });
}

/** One signal for each item of a list. It changes with that item alone, and is undefined while the item is missing. */
export class SignalPerItem<T> {
  private readonly list: StableList<T>;
  private readonly keyOf: (item: T) => string;
  private readonly signals = new Map<string, Signal<T | undefined>>();
  private taken: ReadonlyMap<string, T> = new Map();

  constructor(list: StableList<T>, keyOf: (item: T) => string) {
    this.list = list;
    this.keyOf = keyOf;
  }

  at(key: string): ReadonlySignal<T | undefined> {
    const known = this.signals.get(key) ?? signal(this.taken.get(key));
    this.signals.set(key, known);
    return known;
  }

  /** Follows the list. Returns a function that stops. */
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
