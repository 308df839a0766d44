/** Who draws the sphere. */
export interface Circumstances {
  /** There is a WebGL 2 context and it was not lost. */
  webgl: boolean;
  /** Its frames come too seldom to leave the hand free, as without a graphics processor. */
  slow: boolean;
  reducedMotion: boolean;
  forcedColors: boolean;
}

export function drawnBy(it: Circumstances): "webgl" | "svg" {
  return it.webgl && !it.slow && !it.reducedMotion && !it.forcedColors ? "webgl" : "svg";
}
