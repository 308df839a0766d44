/** Starts painting on a canvas while the page is idle. */

import { loadLate } from "../../platform/app-files";
import { whenIdle } from "../../platform/idle";
import type { Callbacks, Shown } from "./shown";

/** Paints on the canvas once the page is idle. Returns a function that stops. */
export function startPainting(canvas: HTMLCanvasElement, show: Shown, tell: Callbacks): () => void {
  let left = false;
  let end = () => {};
  const paint = async () => {
    const context = canvas.getContext("webgl2", { alpha: true, antialias: true });
    if (!context) return tell.gone("lost");
    try {
      const { startPicture } = await loadLate(() => import("./picture"));
      if (left) return;
      const stop = await startPicture(canvas, context, show, tell);
      if (left) stop();
      else end = stop;
    } catch {
      // The code could not be loaded, or the driver refuses the shaders.
      tell.gone("lost");
    }
  };
  const cancel = whenIdle(() => void paint());
  return () => {
    left = true;
    cancel();
    end();
  };
}
