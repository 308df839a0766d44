/** What a person chose for this device's screen. The language is a signal of `i18n`. */
import { signal } from "@preact/signals";
import { readPrefs, storePrefs, type Theme } from "../platform/prefs";

const stored = readPrefs();

export const theme = signal<Theme>(
  stored.theme === "light" || stored.theme === "dark" ? stored.theme : "system",
);
export const installDismissed = signal<boolean>(stored.installDismissed === true);
export const guideSeen = signal<boolean>(stored.guideSeen === true);
/** Whether the page has said how fingers move the graph, and the petals. */
export const hintSeen = {
  graph: signal<boolean>(stored.graphHintSeen === true),
  petals: signal<boolean>(stored.petalHintSeen === true),
};
/** Pictures do not move. */
export const still = signal<boolean>(stored.still === true);

export function setTheme(next: Theme): void {
  theme.value = next;
  storePrefs({ theme: next });
}

export function setStill(next: boolean): void {
  still.value = next;
  storePrefs({ still: next });
}

export function markGuideSeen(): void {
  guideSeen.value = true;
  storePrefs({ guideSeen: true });
}

export function dismissInstall(): void {
  installDismissed.value = true;
  storePrefs({ installDismissed: true });
}

export function markHintSeen(of: keyof typeof hintSeen): void {
  hintSeen[of].value = true;
  storePrefs(of === "graph" ? { graphHintSeen: true } : { petalHintSeen: true });
}
