import type { PasskeyAnswer } from "./engine";

/** A way in that the person has just shown. */
export type WayShown = { password: string } | { passkey: PasskeyAnswer };
