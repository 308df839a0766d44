/** The changes of each version in both languages, newest first, from a file of the build. */
import { fetchForeign, isListOf, isRecordOf, isText } from "./foreign";
import type { Language } from "./prefs";

export type Release = { version: string } & Record<Language, readonly string[]>;

const KEPT = "/changes.json";
/** The server's file. The query keeps the service worker from answering with this build's file. */
const NEWEST = `${KEPT}?newest`;

const lines = isListOf(isText);
const isReleases = isListOf(
  isRecordOf<{ version: string; en: string[]; ko: string[] }>({
    version: isText,
    en: lines,
    ko: lines,
  }),
);
const read = (url: string): Promise<readonly Release[]> => fetchForeign(url, isReleases);

export const releases = () => read(KEPT);

/** The newest version on the server, or null without a connection. */
export async function newestRelease(): Promise<Release | null> {
  try {
    return (await read(NEWEST))[0] ?? null;
  } catch {
    return null;
  }
}
