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

/** Loads what `textsIn` answers. */
export async function loadTexts(language: Language): Promise<void> {
  loaded.set(language, new Map(flat(await LOADERS[language]())));
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
