/** The changes of each version in both languages, newest first, from a file of the build. */
import type { Language } from "./prefs";

export type Release = { version: string } & Record<Language, readonly string[]>;

const KEPT = "/changes.json";
/** The server's file. The query keeps the service worker from answering with this build's file. */
const NEWEST = `${KEPT}?newest`;

async function read(url: string): Promise<readonly Release[]> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()) as Release[];
}

export const releases = () => read(KEPT);

/** The newest version on the server, or null without a connection. */
export async function newestRelease(): Promise<Release | null> {
  try {
    return (await read(NEWEST))[0] ?? null;
  } catch {
    return null;
  }
}
