/** The texts of the languages that this page has loaded. The page of a person loads one. */

import { ensureFiles } from "../platform/app-files";
import type { Language } from "../platform/prefs";
import { filesOfTexts } from "../platform/texts";

type Tree = { readonly [key: string]: string | Tree };

const LOADERS: Record<Language, () => Promise<Tree>> = {
  en: () => import("./en").then(({ en }) => en),
  ko: () => import("./ko").then(({ ko }) => ko as Tree),
};

const loaded = new Map<Language, ReadonlyMap<string, string>>();

/** Every text by its key with dots. */
function flat(tree: Tree, prefix = ""): [string, string][] {
  return Object.entries(tree).flatMap(([name, part]) =>
    typeof part === "string" ? [[prefix + name, part]] : flat(part, `${prefix}${name}.`),
  );
}

/** Texts that a late page has brought along. */
const late = new Map<Language, [string, string][]>();

/** Loads what `textsIn` answers. */
export async function loadTexts(language: Language): Promise<void> {
  const texts = flat(await LOADERS[language]());
  loaded.set(language, new Map([...texts, ...(late.get(language) ?? [])]));
}

/** Adds the texts of a page that few people see. It brings them in every language, and calls this before it renders. */
export function addTexts(parts: Record<Language, Tree>): void {
  for (const language of Object.keys(parts) as Language[]) {
    const texts = flat(parts[language]);
    late.set(language, [...(late.get(language) ?? []), ...texts]);
    const known = loaded.get(language);
    if (known) loaded.set(language, new Map([...known, ...texts]));
  }
}

/** Checks the files first. Rejects with `NotWhole` if they do not arrive whole, for example without a network. */
export async function ensureTexts(language: Language): Promise<void> {
  if (loaded.has(language)) return;
  await ensureFiles(filesOfTexts(language));
  await loadTexts(language);
}

/** The texts by their keys. There are none before they are loaded. */
export function textsIn(language: Language): ReadonlyMap<string, string> {
  return loaded.get(language) ?? new Map();
}
