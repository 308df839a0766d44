import { composed, cutAt } from "./text";

/** The calendar day of this device as YYYY-MM-DD. */
export function localDay(now: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** A file name that every file system accepts. */
export function fileName(name: string, ending: string, now: Date): string {
  const safe = composed(name)
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return `autus-${safe.slice(0, cutAt(safe, 40)) || "goal"}-${localDay(now)}.${ending}`;
}
