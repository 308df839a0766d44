import type { ReadonlySignal } from "@preact/signals";

/** For another start than this one: long after the first things that a person does, and then at rest. */
const AFTER_MS = 6_000;

export function drawLaunchPicturesLate(theme: ReadonlySignal<unknown>): void {
  setTimeout(() => {
    import("./pictures").then(
      ({ keepLaunchPictures }) => keepLaunchPictures(theme),
      // The app starts without them too.
      () => undefined,
    );
  }, AFTER_MS);
}
