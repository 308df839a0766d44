/** The canvas of a graph, its motion, and the places of the buttons that lie over it. */
import type { Point } from "../../state/homes";
import { type Geometry, geometryOf } from "./geometry";
import { type Label, LINE, labelsOf } from "./labels";
import { handleAt, type Palette, paint } from "./paint";
import type { Scene, SceneNode } from "./scene";

/** Room at the rim for the largest outline, in units of the picture, and for names, in pixels. */
const RIM = 50;
const NAMES = { width: 60, height: 44 };
const SCALE_MAX = 1.35;
export const ZOOM_MAX = 6;
const EASE_MS = 700;
const TARGET = 44;
/** Every second frame is enough for what moves by itself. */
const IDLE_FRAME_MS = 30;

const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const LOOKS = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) =>
  matchMedia(query),
);

function eased(part: number): number {
  const rest = 1 - part;
  return 1 - rest * rest * rest;
}

function ends(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

export class Stage {
  private readonly host: HTMLElement;
  private readonly canvas: HTMLCanvasElement;
  private readonly layer: HTMLElement;
  private readonly ctx: CanvasRenderingContext2D | null;
  private readonly ending = new AbortController();
  private readonly resizing = new ResizeObserver(() => this.resize());
  private readonly watching = new IntersectionObserver(([entry]) => {
    this.inSight = entry?.isIntersecting ?? false;
    this.request();
  });
  private scene: Scene | null = null;
  /** The scene in words, to tell whether anything in it has changed. */
  private drawn = "";
  private geometry: Geometry | null = null;
  private labels: Label[] = [];
  private palette: Palette | null = null;
  private textWidths = new Map<string, number>();
  private size = { width: 1, height: 1 };
  private half: Point = { x: 1, y: 1 };
  private middle: Point = { x: 0, y: 0 };
  private shift: readonly [number, number] = [0, 0];
  private moved: Point = { x: 0, y: 0 };
  private zoom = 1;
  private from = new Map<string, Point>();
  private shown = new Map<string, Point>();
  private easingSince = 0;
  private easing = false;
  private inSight = true;
  private asked = 0;
  private drawnAt = 0;
  private dirty = true;
  private link: { from: string; to: Point } | null = null;

  constructor(host: HTMLElement) {
    this.host = host;
    this.canvas = host.querySelector("canvas") as HTMLCanvasElement;
    this.layer = host.querySelector(".graph-layer") as HTMLElement;
    this.ctx = this.canvas.getContext("2d");
    this.resizing.observe(host);
    this.watching.observe(host);
    const { signal } = this.ending;
    for (const look of [STILL, ...LOOKS]) {
      look.addEventListener("change", () => this.restyle(), { signal });
    }
    document.addEventListener("visibilitychange", () => this.request(), { signal });
    this.resize();
  }

  close(): void {
    this.ending.abort();
    this.resizing.disconnect();
    this.watching.disconnect();
    cancelAnimationFrame(this.asked);
    this.asked = 0;
  }

  // --- what is shown -----------------------------------------------------------------------------

  show(scene: Scene, shift: readonly [number, number]): void {
    const first = this.scene === null;
    const moves = first || scene.places !== this.scene?.places;
    const drawn = JSON.stringify({ ...scene, places: null });
    const same = !moves && drawn === this.drawn;
    this.scene = scene;
    this.drawn = drawn;
    this.shift = shift;
    if (moves) this.moveTo(scene, first);
    if (same) this.layOrigin();
    else this.lay();
  }

  /** Colours follow the theme at the next frame. */
  restyle(): void {
    this.palette = null;
    this.laySizes();
  }

  setShift(shift: readonly [number, number]): void {
    this.shift = shift;
    this.layOrigin();
  }

  setLink(link: { from: string; to: Point } | null): void {
    this.link = link;
    this.request(true);
  }

  /** Zooms by `factor` with the point `at` (in pixels of the picture) staying where it is. */
  zoomBy(factor: number, at: Point = { x: this.size.width / 2, y: this.size.height / 2 }): void {
    const next = Math.min(ZOOM_MAX, Math.max(1, this.zoom * factor));
    if (next === this.zoom) return;
    const origin = this.origin();
    const ratio = next / this.zoom;
    this.zoom = next;
    const wanted = {
      x: at.x - (at.x - origin.x) * ratio,
      y: at.y - (at.y - origin.y) * ratio,
    };
    const now = this.origin();
    this.panBy({ x: wanted.x - now.x, y: wanted.y - now.y });
    this.laySizes();
  }

  panBy(by: Point): void {
    this.moved =
      this.zoom === 1 ? { x: 0, y: 0 } : { x: this.moved.x + by.x, y: this.moved.y + by.y };
    this.layOrigin();
  }

  fit(): void {
    this.zoom = 1;
    this.panBy({ x: 0, y: 0 });
    this.laySizes();
  }

  get zoomed(): boolean {
    return this.zoom > 1;
  }

  // --- between the screen and the picture --------------------------------------------------------

  scale(): number {
    const width = Math.max(1, this.size.width - NAMES.width);
    const height = Math.max(1, this.size.height - NAMES.height);
    const fitting = Math.min(width / (2 * this.half.x), height / (2 * this.half.y), SCALE_MAX);
    return fitting * this.zoom;
  }

  /** Half of the picture in its own units: what a shift of 1 moves by. */
  reach(): number {
    return Math.max(this.half.x, this.half.y);
  }

  toPicture(event: PointerEvent): Point {
    const box = this.canvas.getBoundingClientRect();
    const origin = this.origin();
    const scale = this.scale();
    return {
      x: (event.clientX - box.left - origin.x) / scale,
      y: (event.clientY - box.top - origin.y) / scale,
    };
  }

  /** The selected node, when `point` is on the handle of its ring. */
  handleAt(point: Point): { node: SceneNode; middle: Point } | null {
    const node = this.scene?.nodes.find(({ id }) => id === this.scene?.selected);
    if (!node || node.gone || node.id === "SELF") return null;
    const middle = this.scene?.places.get(node.id);
    if (!middle) return null;
    const on = handleAt(node);
    const away = Math.hypot(point.x - middle.x - on.x, point.y - middle.y - on.y);
    return away * this.scale() <= TARGET / 2 ? { node, middle } : null;
  }

  private origin(): Point {
    const reach = this.reach() * this.scale();
    const scale = this.scale();
    return {
      x: this.size.width / 2 - this.middle.x * scale + this.moved.x + this.shift[0] * reach,
      y:
        (this.size.height - LINE) / 2 -
        this.middle.y * scale +
        this.moved.y +
        this.shift[1] * reach,
    };
  }

  // --- drawing -----------------------------------------------------------------------------------

  private moveTo(scene: Scene, first: boolean): void {
    const points = [...scene.places.values()];
    const [left, right] = ends(points.map(({ x }) => x));
    const [top, bottom] = ends(points.map(({ y }) => y));
    this.middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
    this.half = { x: (right - left) / 2 + RIM, y: (bottom - top) / 2 + RIM };
    this.from = new Map(this.shown);
    this.easing = !first && !STILL.matches;
    this.easingSince = performance.now();
    this.shown = this.easing ? this.between(0) : new Map(scene.places);
  }

  private between(part: number): Map<string, Point> {
    const share = eased(Math.min(1, part));
    const places = new Map<string, Point>();
    for (const [id, to] of this.scene?.places ?? []) {
      const from = this.from.get(id) ?? to;
      places.set(id, { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });
    }
    return places;
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.host;
    this.size = { width: Math.max(1, clientWidth), height: Math.max(1, clientHeight) };
    const density = window.devicePixelRatio;
    this.canvas.width = Math.round(clientWidth * density);
    this.canvas.height = Math.round(clientHeight * density);
    this.laySizes();
  }

  /** The lines, when nodes have moved. */
  private lay(): void {
    if (!this.scene) return;
    this.geometry = geometryOf(this.scene, (id) => this.shown.get(id));
    this.laySizes();
  }

  /** What keeps its size on the screen, when the scale has changed; all of it counts from the anchor. */
  private laySizes(): void {
    const { scene, ctx } = this;
    if (!scene || !ctx) return;
    this.palette ??= this.readPalette();
    const scale = this.scale();
    ctx.font = this.palette.font;
    const onScreen = (id: string) => {
      const place = this.shown.get(id);
      return place && { x: place.x * scale, y: place.y * scale };
    };
    this.labels = labelsOf(scene, onScreen, scale, (text) => this.widthOf(ctx, text));
    this.placeButtons(scene, scale);
    this.layOrigin();
  }

  /** Where the anchor stands: all that a pan or a shift changes. */
  private layOrigin(): void {
    const { x, y } = this.origin();
    this.layer.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    this.request(true);
  }

  private widthOf(ctx: CanvasRenderingContext2D, text: string): number {
    const known = this.textWidths.get(text) ?? ctx.measureText(text).width;
    this.textWidths.set(text, known);
    return known;
  }

  private placeButtons(scene: Scene, scale: number): void {
    const nodes = new Map(scene.nodes.map((node) => [node.id, node]));
    for (const button of this.layer.querySelectorAll<HTMLElement>("[data-node]")) {
      const id = button.dataset.node ?? "";
      const [node, place] = [nodes.get(id), scene.places.get(id)];
      if (!node || !place) continue;
      const size = Math.max(TARGET, 2 * node.reach * scale + 12);
      const [x, y] = [place.x * scale, place.y * scale];
      button.style.width = `${size.toFixed(1)}px`;
      button.style.height = `${size.toFixed(1)}px`;
      button.style.transform = `translate(${(x - size / 2).toFixed(1)}px, ${(y - size / 2).toFixed(1)}px)`;
    }
  }

  /** The colours of the theme, already worked out by the browser: properties that nothing else here uses carry them. */
  private readPalette(): Palette {
    const style = getComputedStyle(this.canvas);
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

  private get moving(): boolean {
    return this.easing || !STILL.matches;
  }

  private request(dirty = false): void {
    this.dirty ||= dirty;
    if (this.asked || !this.inSight || document.hidden) return;
    if (this.dirty || this.moving) this.asked = requestAnimationFrame((now) => this.frame(now));
  }

  private frame(now: number): void {
    this.asked = 0;
    if (this.easing) {
      const part = (now - this.easingSince) / EASE_MS;
      this.shown = this.between(part);
      this.easing = part < 1;
      this.lay();
    }
    if (this.dirty || now - this.drawnAt >= IDLE_FRAME_MS) this.draw(now);
    this.request();
  }

  private draw(now: number): void {
    const { ctx, scene, geometry, palette, link } = this;
    if (!ctx || !scene || !geometry || !palette) return;
    this.drawnAt = now;
    this.dirty = false;
    const from = link ? scene.places.get(link.from) : undefined;
    paint(ctx, {
      scene,
      geometry,
      labels: this.labels,
      at: (id) => this.shown.get(id),
      palette,
      scale: this.scale(),
      origin: this.origin(),
      density: window.devicePixelRatio,
      seconds: STILL.matches ? null : now / 1000,
      link: link && from ? { from, to: link.to } : null,
    });
  }
}
