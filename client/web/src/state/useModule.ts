import { useEffect, useState } from "preact/hooks";

/** What `load` brings, or null until it has; for pages that few open and no start should pay for. */
export function useModule<Module>(load: () => Promise<Module>): Module | null {
  const [loaded, setLoaded] = useState<{ module: Module } | null>(null);
  useEffect(() => {
    let gone = false;
    void load().then((module) => {
      if (!gone) setLoaded({ module });
    });
    return () => {
      gone = true;
    };
  }, [load]);
  return loaded?.module ?? null;
}
