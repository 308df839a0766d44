/**
 * The pictures that an iPhone or iPad shows while the app starts from the home screen. The system takes them when the page
 * is added, and only in exactly its screen's size. So the device draws them, instead of a file for every screen.
 */
import { effect, type ReadonlySignal } from "@preact/signals";
import { whenIdle } from "../idle";
import { mediaOf, ORIENTATIONS, type Orientation, pixelsOf, type ScreenSize } from "./sizes";

interface Colours {
  ground: string;
  ring: string;
  core: string;
}

/** Sizes of the mark as shares of the screen's shorter side, in the icon's proportions. */
const RING = 0.13;
const LINE = RING * (14 / 168);
const HALO = RING * (104 / 168);
const CORE = RING * (64 / 168);

/** The colour tokens of the present theme. A canvas cannot read custom properties. */
function coloursOfNow(): Colours {
  const probe = document.body.appendChild(document.createElement("i"));
  const colourOf = (token: string) => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const colours = { ground: colourOf("ground"), ring: colourOf("live"), core: colourOf("text") };
  probe.remove();
  return colours;
}

function disc(context: CanvasRenderingContext2D, radius: number, colour: string): void {
  context.beginPath();
  context.arc(0, 0, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
}

function draw([width, height]: [number, number], { ground, ring, core }: Colours): string {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) return "";
  const side = Math.min(width, height);
  context.fillStyle = ground;
  context.fillRect(0, 0, width, height);
  context.translate(width / 2, height / 2);
  context.globalAlpha = 0.28;
  disc(context, side * HALO, ring);
  context.globalAlpha = 1;
  disc(context, side * CORE, core);
  context.beginPath();
  context.arc(0, 0, side * RING, -Math.PI / 2, Math.PI);
  Object.assign(context, { strokeStyle: ring, lineWidth: side * LINE, lineCap: "round" });
  context.stroke();
  return canvas.toDataURL("image/png");
}

function linkOf(of: ScreenSize, orientation: Orientation): HTMLLinkElement {
  const link = document.createElement("link");
  link.rel = "apple-touch-startup-image";
  link.media = mediaOf(of, orientation);
  return link;
}

/** Draws both pictures now and with every change of the theme. */
export function drawLaunchPictures(theme: ReadonlySignal<unknown>): void {
  const size = { width: screen.width, height: screen.height, density: devicePixelRatio };
  const links = ORIENTATIONS.map((orientation) => linkOf(size, orientation));
  const drawAll = () => {
    const colours = coloursOfNow();
    for (const [index, orientation] of ORIENTATIONS.entries()) {
      const link = links[index];
      if (!link) continue;
      // The address of a blob would end with this page.
      link.href = draw(pixelsOf(size, orientation), colours);
      document.head.append(link);
    }
  };
  effect(() => (theme.value ? whenIdle(drawAll) : undefined));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => whenIdle(drawAll));
}
