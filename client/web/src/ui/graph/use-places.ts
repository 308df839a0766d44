/** Layouts, computed in time slices and cached while the page is open. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { SELF } from "../../model/engine";
import { homePositions, type Link, type Point } from "../../model/homes";
import { loadLate } from "../../platform/app-files";

export type Places = ReadonlyMap<string, Point>;

/** Well below a frame, so that a moving control still gets its answer in time. */
const SLICE_MS = 6;
const LAYOUTS_CACHED_MAX = 16;

const kept = new Map<string, Places>();
let last: Places = new Map();

function keep(shape: string, places: Places): void {
  kept.delete(shape);
  kept.set(shape, places);
  last = places;
  const [oldest] = kept.keys();
  if (kept.size > LAYOUTS_CACHED_MAX && oldest !== undefined) kept.delete(oldest);
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** The places of `ids`, or null once `stopped` returns true. */
async function settleInSlices(
  ids: readonly string[],
  links: readonly Link[],
  stopped: () => boolean,
): Promise<Places | null> {
  const { settle } = await loadLate(() => import("../../model/layout"));
  const run = settle(SELF, ids, links);
  let sliceEnd = performance.now() + SLICE_MS;
  while (!stopped()) {
    const step = run.next();
    if (step.done) return step.value;
    if (performance.now() < sliceEnd) continue;
    await pause();
    sliceEnd = performance.now() + SLICE_MS;
  }
  return null;
}

/** The places until the layout is ready: the last shown ones, and new nodes at their homes. */
function meanwhile(ids: readonly string[], links: readonly Link[]): Places {
  const start = homePositions(SELF, [...new Set([SELF, ...ids])].sort(), links);
  for (const id of ids) {
    const shown = last.get(id);
    if (shown) start.set(id, shown);
  }
  return start;
}

/** The places of the nodes. Equal graphs get equal places. */
export function usePlaces(ids: readonly string[], links: readonly Link[]): Places {
  const shape = useMemo(() => {
    const pairs = links.map(({ a, b }) => `${a} ${b}`).sort();
    return `${[...ids].sort().join(" ")}|${pairs.join("|")}`;
  }, [ids, links]);
  const [, finish] = useState<Places | null>(null);
  useEffect(() => {
    if (kept.has(shape)) return undefined;
    let stopped = false;
    void settleInSlices(ids, links, () => stopped).then((places) => {
      if (!places) return;
      keep(shape, places);
      finish(places);
    });
    return () => {
      stopped = true;
    };
  }, [shape]);
  return kept.get(shape) ?? meanwhile(ids, links);
}
