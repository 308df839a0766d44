/** What a person chose for this device's screen. Nothing private is kept here. */
import { signal } from "@preact/signals";

export type Language = "ko" | "en";
export type Theme = "system" | "light" | "dark";

interface Stored {
  language?: Language;
  theme?: Theme;
  guideSeen?: boolean;
  installDismissed?: boolean;
  still?: boolean;
}

const STORAGE_KEY = "autus.prefs";

function read(): Stored {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}");
    return typeof value === "object" && value !== null ? (value as Stored) : {};
  } catch {
    return {};
  }
}

function browserLanguage(): Language {
  const first = navigator.languages?.[0] ?? navigator.language ?? "en";
  return first.toLowerCase().startsWith("ko") ? "ko" : "en";
}

const stored = read();

export const language = signal<Language>(
  stored.language === "ko" || stored.language === "en" ? stored.language : browserLanguage(),
);
export const theme = signal<Theme>(
  stored.theme === "light" || stored.theme === "dark" ? stored.theme : "system",
);
export const installDismissed = signal<boolean>(stored.installDismissed === true);
export const guideSeen = signal<boolean>(stored.guideSeen === true);
/** Pictures are held still. */
export const still = signal<boolean>(stored.still === true);

function remember(change: Stored): void {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify({ ...read(), ...change }));
  } catch {
    // A browser that keeps nothing still shows the choice until it is closed.
  }
}

export function setLanguage(next: Language): void {
  language.value = next;
  remember({ language: next });
}

export function setTheme(next: Theme): void {
  theme.value = next;
  remember({ theme: next });
}

export function setStill(next: boolean): void {
  still.value = next;
  remember({ still: next });
}

export function markGuideSeen(): void {
  guideSeen.value = true;
  remember({ guideSeen: true });
}

export function dismissInstall(): void {
  installDismissed.value = true;
  remember({ installDismissed: true });
}
