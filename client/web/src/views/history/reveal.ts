import { signal } from "@preact/signals";

/** The commit that was chosen in the list, whose panel is to be brought into sight; scrubbing brings none. */
export const revealed = signal<string | null>(null);
