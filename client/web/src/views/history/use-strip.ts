import { useEffect, useRef, useState } from "preact/hooks";
import { loadLate } from "../../platform/app-files";
import { announceProblem } from "../../state/app";
import { theme } from "../../state/prefs";
import type { Strip, StripData } from "./strips";

/** The strip in `host`, once its code is loaded. It follows the data, its size and the theme. */
export function useStrip(data: StripData | null) {
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(data);
  latest.current = data;
  const [strip, setStrip] = useState<Strip | null>(null);
  const [size, setSize] = useState(0);
  const there = data !== null;
  useEffect(() => {
    if (!there) return undefined;
    let made: Strip | null = null;
    let gone = false;
    const observer = new ResizeObserver(() => {
      made?.fit();
      setSize((count) => count + 1);
    });
    loadLate(() => import("./strips")).then((module) => {
      if (gone || !host.current || !latest.current) return;
      made = new module.Strip(host.current, latest.current);
      observer.observe(host.current);
      setStrip(made);
    }, announceProblem);
    return () => {
      gone = true;
      observer.disconnect();
      made?.destroy();
      setStrip(null);
    };
  }, [there]);
  useEffect(() => {
    if (data) strip?.set(data);
  }, [strip, data]);
  const look = theme.value;
  useEffect(() => {
    const redraw = () => strip?.redraw();
    // The root's attribute changes in the same frame.
    const frame = requestAnimationFrame(redraw);
    const queries = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) =>
      matchMedia(query),
    );
    for (const query of queries) query.addEventListener("change", redraw);
    return () => {
      cancelAnimationFrame(frame);
      for (const query of queries) query.removeEventListener("change", redraw);
    };
  }, [strip, look]);
  return { host, strip, size };
}
