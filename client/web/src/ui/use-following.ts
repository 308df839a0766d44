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

/** Follows `source` once that rests, for words that a screen reader speaks: they need not keep up with a moving control. */
export function useAtRest<T>(source: ReadonlySignal<T>, restMs = REST_MS): ReadonlySignal<T> {
  const resting = useMemo(() => signal(source.peek()), [source]);
  useEffect(() => {
    let timer = 0;
    const stop = source.subscribe((value) => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        resting.value = value;
      }, restMs);
    });
    return () => {
      window.clearTimeout(timer);
      stop();
    };
  }, [source, resting, restMs]);
  return resting;
}
