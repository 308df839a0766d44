/** More often than this says nothing new. */
const TELL_EVERY_MS = 2_000;
const ACTS = ["pointerdown", "pointermove", "keydown", "wheel", "touchmove", "input"] as const;

/** Calls `tell` when the person does something on this page, while `asked` says that somebody wants to know. */
export function watchPresence(tell: () => void, asked: () => boolean): void {
  let told = Number.NEGATIVE_INFINITY;
  const hear = ({ timeStamp }: Event) => {
    if (!asked() || timeStamp - told < TELL_EVERY_MS) return;
    told = timeStamp;
    tell();
  };
  for (const act of ACTS) window.addEventListener(act, hear, { capture: true, passive: true });
}
