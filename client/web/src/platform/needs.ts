/** What the app needs of the browser, and which of it is missing. */
import type { ClientProblem, Code } from "../model/engine";

/** A start that takes longer has its storage and its locks tried. Together both waits stay below 5 s. */
const TRIED_AFTER_MS = 1_500;
const ANSWER_MS_MAX = 2_500;
const TRIED_DATABASE = "autus-trial";

const problem = (code: Code, detail: string): ClientProblem => ({ code, detail });

/** Whether reading a property gives something. Browsers that block storage throw. */
function has(read: () => unknown): boolean {
  try {
    return Boolean(read());
  } catch {
    return false;
  }
}

/** What is missing for good, or null. Takes no time. */
export function missingFeature(): ClientProblem | null {
  if (!globalThis.isSecureContext) return problem("NO_SECURE_CONTEXT", "isSecureContext");
  if (!has(() => WebAssembly.instantiate)) return problem("NO_WEBASSEMBLY", "WebAssembly");
  if (!has(() => crypto.subtle)) return problem("NO_CRYPTOGRAPHY", "crypto.subtle");
  if (!has(() => Worker)) return problem("NO_WORKERS", "Worker");
  if (!has(() => BroadcastChannel)) return problem("NO_WORKERS", "BroadcastChannel");
  if (!has(() => navigator.locks)) return problem("NO_WEB_LOCKS", "navigator.locks");
  if (!has(() => indexedDB)) return problem("NO_STORAGE", "indexedDB");
  return null;
}

/** Opens a database of its own and deletes it. */
function tryDatabase(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(TRIED_DATABASE);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      request.result.close();
      indexedDB.deleteDatabase(TRIED_DATABASE);
      resolve();
    };
  });
}

const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The problem with this code if `trial` rejects, `silent` if it does not end in time, else null. */
async function tried(
  trial: () => Promise<unknown>,
  refused: Code,
  silent: Code,
): Promise<ClientProblem | null> {
  const late = later(ANSWER_MS_MAX).then(() => problem(silent, `${ANSWER_MS_MAX} ms`));
  try {
    return await Promise.race([trial().then(() => null), late]);
  } catch (error) {
    return problem(refused, String(error));
  }
}

const tryKeys = () => crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);

/** What is missing for good and only a trial shows, or null. The trial takes about a millisecond. */
export const missingSignatures = () => tried(tryKeys, "NO_CRYPTOGRAPHY", "NO_CRYPTOGRAPHY");

const tryLocks = () => navigator.locks.query();

/** What keeps a start from ending, or null if it has ended or only takes long. */
export async function hindrance(hasEnded: () => boolean): Promise<ClientProblem | null> {
  await later(TRIED_AFTER_MS);
  if (hasEnded()) return null;
  const [storage, locks] = await Promise.all([
    tried(tryDatabase, "NO_STORAGE", "STORAGE_SILENT"),
    tried(tryLocks, "NO_WEB_LOCKS", "NO_WEB_LOCKS"),
  ]);
  return hasEnded() ? null : (storage ?? locks);
}
