/** For every code: what happened, what is safe, what can be done. */
export const KEPT = "Everything committed on this device is unchanged.";
export const DRAFT = "The draft and your words are as you left them.";
export const SERVER_AGAIN =
  "Sync can be tried again. If the code stays the same, tell the operator of the server.";
export const OTHER_COPY = "Work on this device can continue. The details below say what was found.";
export const CONTROL = "Another value can be set. The details give the limits.";
export const UNTOUCHED = "What is stored in this browser is untouched.";
export const RELOAD = "Reloading the page restarts the engine.";

export const stopped = {
  what: "The engine stopped.",
  safe: "Everything committed is stored.",
  next: RELOAD,
};
export const mixed = {
  what: "Two parts of the app have different versions.",
  safe: KEPT,
  next: RELOAD,
};
/** What happened, what is safe, what can be done. */
export type ProblemTexts = Record<"what" | "safe" | "next", string>;

/** Codes whose texts come with the pages that show them: those of `adding.ts`, `lock.ts` and `passkeys.ts`. */
export type LateCode = AddingCode | LockCode | PasskeyCode;

export type AddingCode =
  | "BAD_DEVICE_CODE"
  | "OTHER_SERVER"
  | "CODE_EXPIRED"
  | "MAILBOX_USED"
  | "MESSAGE_NOT_OPENED"
  | "BAD_TICKET";

export type LockCode =
  | "LOCKED"
  | "LOCK_IS_OFF"
  | "LOCK_NEEDS_ACCOUNT"
  | "BAD_PIN"
  | "WRONG_PIN"
  | "PIN_ERASED"
  | "NO_PIN";

export type PasskeyCode =
  | "PASSKEY_NO_KEY"
  | "PASSKEY_CANCELLED"
  | "PASSKEY_KNOWN"
  | "PASSKEY_UNAVAILABLE"
  | "PASSKEY_REFUSED"
  | "WRONG_PASSKEY"
  | "NO_PASSKEY"
  | "BAD_PASSKEY_NAME"
  | "TOO_MANY_WAYS"
  | "CHALLENGE_EXPIRED";

export const entry = (what: string, safe: string, next: string) => ({ what, safe, next });
export const rejected = (what: string) => entry(what, KEPT, SERVER_AGAIN);
export const input = (what: string) => entry(what, DRAFT, CONTROL);

export const labels = { what: "What happened", safe: "What is safe", next: "What can be done" };

export const unknown = entry(
  "The request was refused.",
  KEPT,
  "The code and the details below name the reason.",
);
