/** The colours of the theme, as computed by the browser. CSS properties that the canvas does not use carry them. */
export interface Palette {
  text: string;
  muted: string;
  ground: string;
  live: string;
  soft: string;
  sim: string;
  font: string;
}

export function readPalette(canvas: HTMLCanvasElement): Palette {
  const style = getComputedStyle(canvas);
  return {
    text: style.color,
    muted: style.caretColor,
    ground: style.backgroundColor,
    live: style.fill,
    soft: style.floodColor,
    sim: style.stroke,
    font: `13px ${style.fontFamily}`,
  };
}
