/** From a bare canvas to a painted one, without being in anybody's way. */
import type { Readings } from "../../state/readings";
import { whenIdle } from "../idle";

export interface Teller {
  drawn(): void;
  /** No context, a lost one, or frames that come too seldom: somebody else draws from here on. */
  gone(why: "lost" | "slow"): void;
}

/** Paints the readings on the canvas once the page is idle; answers what ends it. */
export function paintOn(canvas: HTMLCanvasElement, of: Readings, tell: Teller): () => void {
  let left = false;
  let end = () => {};
  const paint = async () => {
    const context = canvas.getContext("webgl2", { alpha: true, antialias: true });
    if (!context) return tell.gone("lost");
    try {
      const { startPicture } = await import("./picture");
      if (left) return;
      const stop = await startPicture(canvas, context, of, tell);
      if (left) stop();
      else end = stop;
    } catch {
      // Its part of the program could not be loaded, or the driver refuses the shaders.
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
