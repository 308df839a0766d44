/** For every code: what happened, what is safe, what can be done. */
export const KEPT = "Everything committed on this device is here and unchanged.";
export const DRAFT = "The draft and your words are as you left them.";
export const SERVER_AGAIN =
  "Sync can be tried again. If the code stays the same, tell the operator of the server.";
export const OTHER_COPY = "Work on this device can go on. The details below name what was found.";
export const CONTROL = "Another value can be set. The limits are named in the details.";
export const RELOAD = "Reloading the page starts the engine anew.";

export const stopped = {
  what: "The engine stopped.",
  safe: "Everything committed is stored.",
  next: RELOAD,
};
export const mixed = {
  what: "Two parts of the program do not fit together.",
  safe: KEPT,
  next: RELOAD,
};
export const entry = (what: string, safe: string, next: string) => ({ what, safe, next });
export const rejected = (what: string) => entry(what, KEPT, SERVER_AGAIN);
export const input = (what: string) => entry(what, DRAFT, CONTROL);

export const labels = { what: "What happened", safe: "What is safe", next: "What can be done" };

export const unknown = entry(
  "Something was refused for a reason without a text here.",
  KEPT,
  "The code and the details below name it.",
);
