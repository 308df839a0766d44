import { useEffect, useState } from "preact/hooks";

const AT_ONCE = 16;
const STEP = 8;

/** How many of `total` rows to show: a screenful at once, the rest in steps that leave room for everything else. */
export function useGradual(total: number): number {
  const [shown, setShown] = useState(AT_ONCE);
  useEffect(() => {
    if (shown >= total) return undefined;
    const timer = setTimeout(() => setShown(shown + STEP), 16);
    return () => clearTimeout(timer);
  }, [shown, total]);
  return Math.min(shown, total);
}
