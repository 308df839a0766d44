import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { announceProblem } from "../../state/app";

/**
 * A component whose code comes when it is needed; `load` is one function, made once. Nothing stands in its place.
 *
 * What comes by itself, after `afterMs`, stays away quietly where it cannot be had.
 */
export function Late({ load, afterMs }: { load: () => Promise<ComponentType>; afterMs?: number }) {
  const [Loaded, setLoaded] = useState<ComponentType | null>(null);
  useEffect(() => {
    let wanted = true;
    const fetch = () =>
      load().then(
        (component) => wanted && setLoaded(() => component),
        (error: unknown) => wanted && afterMs === undefined && announceProblem(error),
      );
    if (afterMs === undefined) {
      void fetch();
      return () => {
        wanted = false;
      };
    }
    const timer = setTimeout(fetch, afterMs);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [load, afterMs]);
  return Loaded && <Loaded />;
}
