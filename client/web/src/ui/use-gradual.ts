import { useEffect, useState } from "preact/hooks";

/** How many of `total` to show: `step` more with every frame, so that other work runs in between. */
export function useGradual(total: number, step: number): number {
  const [shown, setShown] = useState(step);
  useEffect(() => {
    if (shown >= total) return undefined;
    const timer = setTimeout(() => setShown(shown + step), 16);
    return () => clearTimeout(timer);
  }, [shown, total, step]);
  return Math.min(shown, total);
}
