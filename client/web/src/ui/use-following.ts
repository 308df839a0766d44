/**
 * Values that follow signals. A moving control changes SIM many times a second: a text node or an attribute follows it,
 * and no component renders again.
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";

/** A text or an attribute that follows signals; `inputs` lists what else `compute` reads. */
export function useFollowing<T>(compute: () => T, inputs: readonly unknown[]): ReadonlySignal<T> {
  return useMemo(() => computed(compute), inputs);
}

const REST_MS = 200;

/**
 * Follows `source` once that rests, for words that a screen reader speaks: they need not keep up with a moving control.
 * `moves` changes whenever `source` may change. With it, `source` is computed only at rest.
 */
export function useAtRest<T>(
  source: ReadonlySignal<T>,
  restMs = REST_MS,
  moves: ReadonlySignal<unknown> = source,
): ReadonlySignal<T> {
  const resting = useMemo(() => signal(source.peek()), [source]);
  useEffect(() => {
    let timer = 0;
    const stop = moves.subscribe(() => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        resting.value = source.peek();
      }, restMs);
    });
    return () => {
      window.clearTimeout(timer);
      stop();
    };
  }, [source, resting, restMs, moves]);
  return resting;
}
