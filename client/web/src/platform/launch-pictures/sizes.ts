/** Screen sizes as an iPhone or iPad reports them: always of the upright screen. */

export const ORIENTATIONS = ["portrait", "landscape"] as const;
export type Orientation = (typeof ORIENTATIONS)[number];

export interface ScreenSize {
  width: number;
  height: number;
  /** Pixels per point. */
  density: number;
}

function upright({ width, height }: ScreenSize): [short: number, long: number] {
  return [Math.min(width, height), Math.max(width, height)];
}

/** The exact size in pixels. The system ignores a picture that differs by one pixel. */
export function pixelsOf(of: ScreenSize, orientation: Orientation): [number, number] {
  const [short, long] = upright(of).map((points) => Math.round(points * of.density)) as [
    number,
    number,
  ];
  return orientation === "portrait" ? [short, long] : [long, short];
}

export function mediaOf(of: ScreenSize, orientation: Orientation): string {
  const [short, long] = upright(of);
  return [
    `(device-width: ${short}px)`,
    `(device-height: ${long}px)`,
    `(-webkit-device-pixel-ratio: ${of.density})`,
    `(orientation: ${orientation})`,
  ].join(" and ");
}
