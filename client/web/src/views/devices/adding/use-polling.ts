import { useEffect } from "preact/hooks";

const EVERY_MS = 2_000;

/** Calls `look` now and every two seconds while `isOn`, one call at a time. */
export function usePolling(isOn: boolean, look: () => Promise<void>): void {
  useEffect(() => {
    if (!isOn) return;
    let timer = 0;
    let wanted = true;
    const go = async () => {
      await look();
      if (wanted) timer = window.setTimeout(go, EVERY_MS);
    };
    void go();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [isOn]);
}
