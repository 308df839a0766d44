/** Chooses between WebGL and SVG for the sphere. */
export interface Circumstances {
  /** A WebGL 2 context exists. */
  webgl: boolean;
  /** Its frames are too slow, as without a graphics processor. */
  slow: boolean;
  reducedMotion: boolean;
  forcedColors: boolean;
}

export function drawnBy(it: Circumstances): "webgl" | "svg" {
  return it.webgl && !it.slow && !it.reducedMotion && !it.forcedColors ? "webgl" : "svg";
}
