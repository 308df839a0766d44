import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { loadLate } from "../../platform/app-files";
import { announceProblem } from "../../state/app";

/**
 * A component whose code loads when it renders. It shows nothing until then. `load` must be the same function each time.
 *
 * With `afterMs` it loads by itself after that time, and a failure is silent.
 */
export function Late({ load, afterMs }: { load: () => Promise<ComponentType>; afterMs?: number }) {
  const [Loaded, setLoaded] = useState<ComponentType | null>(null);
  useEffect(() => {
    let wanted = true;
    const fetch = () =>
      loadLate(load).then(
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
