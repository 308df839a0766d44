import type { ReadonlySignal } from "@preact/signals";

/** Long after the first actions of a person: the pictures are for a later start. */
const AFTER_MS = 6_000;

export function drawLaunchPicturesLate(theme: ReadonlySignal<unknown>): void {
  setTimeout(() => {
    import("./pictures").then(
      ({ drawLaunchPictures }) => drawLaunchPictures(theme),
      // The app starts without them.
      () => undefined,
    );
  }, AFTER_MS);
}
