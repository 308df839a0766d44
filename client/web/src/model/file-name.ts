import { composed, cutAt } from "./text";

/** A file name that every file system accepts. */
export function fileName(name: string, ending: string, now: Date): string {
  const safe = composed(name)
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  const [day] = now.toISOString().split("T");
  return `autus-${safe.slice(0, cutAt(safe, 40)) || "goal"}-${day}.${ending}`;
}
