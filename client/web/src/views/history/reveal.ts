import { signal } from "@preact/signals";

/** The commit that the person chose in the list. Its panel scrolls into view. Scrubbing sets none. */
export const revealed = signal<string | null>(null);
