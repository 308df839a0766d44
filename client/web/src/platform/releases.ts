/** What each version brought, in both languages; one file of the build, newest first. */
import type { Language } from "./prefs";

export type Release = { version: string } & Record<Language, readonly string[]>;

const KEPT = "/changes.json";
/** Not the file of the build that runs, which the service worker would answer with: the server's. */
const NEWEST = `${KEPT}?newest`;

async function read(url: string): Promise<readonly Release[]> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()) as Release[];
}

export const releases = () => read(KEPT);

/** The version that waits, or null where the server cannot be reached. */
export async function newestRelease(): Promise<Release | null> {
  try {
    return (await read(NEWEST))[0] ?? null;
  } catch {
    return null;
  }
}
