/** The canvas of a graph, its motion, and the places of the buttons that lie over it. */
import { SELF } from "../../model/engine";
import type { Point } from "../../model/homes";
import { type Arrangement, arrangeScene, isCurrent } from "./arrangement";
import { Camera } from "./camera";
import { type Geometry, geometryOf } from "./geometry";
import { type Label, Names, type ShownLabel } from "./labels";
import { handleAt, type Palette, paint } from "./paint";
import type { Scene, SceneNode } from "./scene";
import { Spots } from "./spots";

const EASE_MS = 700;
const TARGET = 44;
/** Idle motion takes every second frame. */
const IDLE_FRAME_MS = 30;

const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const LOOKS = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) =>
  matchMedia(query),
);

function eased(part: number): number {
  const rest = 1 - part;
  return 1 - rest * rest * rest;
}

/** Whether the geometry or the look of any line differs. */
function linesDiffer(before: Scene, next: Scene): boolean {
  const reaches = (scene: Scene) => scene.nodes.map(({ reach }) => reach);
  return (
    differ(before.edges, next.edges) ||
    differ(before.livePath, next.livePath) ||
    differ(before.simPath, next.simPath) ||
    differ(reaches(before), reaches(next))
  );
}

function differ<T>(before: readonly T[], next: readonly T[]): boolean {
  return before.length !== next.length || before.some((item, at) => item !== next[at]);
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
  private readonly camera = new Camera();
  private readonly spots: Spots;
  private scene: Scene | null = null;
  private geometry: Geometry | null = null;
  private labels: Label[] = [];
  private labelScale = 0;
  private arrangement: Arrangement | null = null;
  private readonly names = new Names();
  private pointed: string | null = null;
  private readonly onUnnamed: (count: number) => void;
  private palette: Palette | null = null;
  private textWidths = new Map<string, number>();
  private from = new Map<string, Point>();
  private shown = new Map<string, Point>();
  private easingSince = 0;
  private easing = false;
  /** The first size arrives with the first frame. Measuring earlier would cost a second layout of the page. */
  private sized = false;
  private inSight = true;
  private asked = 0;
  private drawnAt = 0;
  private dirty = true;
  private link: { from: string; to: Point } | null = null;

  /** `onUnnamed` hears how many names have no room in the picture. */
  constructor(host: HTMLElement, onUnnamed: (count: number) => void) {
    this.host = host;
    this.onUnnamed = onUnnamed;
    this.canvas = host.querySelector("canvas") as HTMLCanvasElement;
    this.layer = host.querySelector(".graph-layer") as HTMLElement;
    this.spots = new Spots(this.layer);
    this.ctx = this.canvas.getContext("2d");
    this.resizing.observe(host);
    this.watching.observe(host);
    const { signal } = this.ending;
    for (const look of [STILL, ...LOOKS]) {
      look.addEventListener("change", () => this.restyle(), { signal });
    }
    document.fonts.addEventListener("loadingdone", () => this.remeasure(), { signal });
    document.addEventListener("visibilitychange", () => this.request(), { signal });
  }

  close(): void {
    this.ending.abort();
    this.resizing.disconnect();
    this.watching.disconnect();
    cancelAnimationFrame(this.asked);
    this.asked = 0;
  }

  // --- content -----------------------------------------------------------------------------------

  show(scene: Scene): void {
    const before = this.scene;
    this.scene = scene;
    if (!before || !isCurrent(this.arrangement, scene, this.camera.frame)) {
      this.arrange(before !== null);
      this.lay();
    } else if (linesDiffer(before, scene)) this.lay();
    else this.laySizes();
  }

  /** Collects the buttons again, after some were added or removed. */
  takeSpots(): void {
    this.spots.collect();
    if (this.scene) this.spots.place(this.scene, this.arranged, this.camera.scale);
  }

  /** Reads the colours of the theme again at the next frame. */
  restyle(): void {
    this.palette = null;
    this.laySizes();
  }

  /** The node that a person points at shows its name, even if there is no room for it. */
  point(id: string | null): void {
    if (id === this.pointed) return;
    this.pointed = id;
    this.request(true);
  }

  /** The shipped font arrives after the first picture, a slice of it with a new name. */
  private remeasure(): void {
    this.textWidths.clear();
    this.palette = null;
    this.arrangement = null;
    this.arrange(false);
    this.lay();
  }

  setShift(shift: readonly [number, number]): void {
    this.camera.shift = shift;
    this.layOrigin();
  }

  setLink(link: { from: string; to: Point } | null): void {
    if (!link && !this.link) return;
    this.link = link;
    this.request(true);
  }

  zoomBy(factor: number, at?: Point): void {
    if (this.camera.zoomBy(factor, at)) this.laySizes();
  }

  panBy(by: Point): void {
    this.camera.panBy(by);
    this.layOrigin();
  }

  fit(): void {
    this.camera.fit();
    this.laySizes();
  }

  get zoomed(): boolean {
    return this.camera.zoomed;
  }

  // --- between the screen and the picture --------------------------------------------------------

  get shift(): readonly [number, number] {
    return this.camera.shift;
  }

  /** How many pixels a shift of 1 moves the picture. */
  get reach(): number {
    return this.camera.reach;
  }

  toPicture(event: PointerEvent): Point {
    const box = this.canvas.getBoundingClientRect();
    const { origin, scale } = this.camera;
    return {
      x: (event.clientX - box.left - origin.x) / scale,
      y: (event.clientY - box.top - origin.y) / scale,
    };
  }

  /** The selected node, when `point` is on the handle of its ring. */
  handleAt(point: Point): { node: SceneNode; middle: Point } | null {
    const node = this.scene?.nodes.find(({ id }) => id === this.scene?.selected);
    if (!node || node.gone || node.id === SELF) return null;
    const middle = this.arranged.get(node.id);
    if (!middle) return null;
    const on = handleAt(node);
    const away = Math.hypot(point.x - middle.x - on.x, point.y - middle.y - on.y);
    return away * this.camera.scale <= TARGET / 2 ? { node, middle } : null;
  }

  // --- drawing -----------------------------------------------------------------------------------

  get arranged(): ReadonlyMap<string, Point> {
    return this.arrangement?.arranged ?? new Map();
  }

  /** Arranges the nodes in the frame. They move there from where they are shown, if `easing`. */
  private arrange(easing: boolean): void {
    const { scene, ctx, camera } = this;
    if (!scene || !ctx || !this.sized) return;
    this.prepareLetters(ctx);
    const widthOf = (text: string) => this.widthOf(ctx, text);
    const before = camera.unit;
    this.arrangement = arrangeScene(scene, camera.frame, this.names, widthOf);
    camera.unit = this.arrangement.unit;
    const ratio = before / camera.unit;
    this.from = new Map(
      [...this.shown].map(([id, { x, y }]) => [id, { x: x * ratio, y: y * ratio }]),
    );
    this.easing = easing && this.from.size > 0 && !STILL.matches;
    this.easingSince = performance.now();
    this.shown = this.easing ? this.between(0) : new Map(this.arranged);
  }

  /** The width of names is measured in the letters of the important ones, which are wider. */
  private prepareLetters(ctx: CanvasRenderingContext2D): void {
    this.palette ??= this.readPalette();
    ctx.font = `600 ${this.palette.font}`;
  }

  private between(part: number): Map<string, Point> {
    const share = eased(Math.min(1, part));
    const places = new Map<string, Point>();
    for (const [id, to] of this.arranged) {
      const from = this.from.get(id) ?? to;
      places.set(id, { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });
    }
    return places;
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.host;
    this.camera.resize(clientWidth, clientHeight);
    const density = window.devicePixelRatio;
    this.canvas.width = Math.round(clientWidth * density);
    this.canvas.height = Math.round(clientHeight * density);
    this.sized = true;
    const { scene } = this;
    if (scene && !isCurrent(this.arrangement, scene, this.camera.frame)) {
      this.arrange(false);
      this.lay();
    } else this.laySizes();
    // A resized canvas is empty, and this frame's callback has run already. The first picture waits for the next frame:
    // this one has the layout of the page to do.
    if (this.drawnAt > 0) this.draw(performance.now());
  }

  /** Computes the lines again, after nodes have moved. */
  private lay(): void {
    if (!this.scene) return;
    this.geometry = geometryOf(this.scene, (id) => this.shown.get(id));
    this.laySizes();
  }

  /** Computes what has a fixed size on the screen, after the scale has changed. Coordinates start at the anchor. */
  private laySizes(): void {
    const { scene, ctx } = this;
    if (!scene || !ctx || !this.sized) return;
    const { scale } = this.camera;
    this.spots.place(scene, this.arranged, scale);
    // Names travel with their nodes and find their places when these have arrived.
    if (!this.easing) this.layLabels(scene, ctx);
    this.layOrigin();
  }

  private layLabels(scene: Scene, ctx: CanvasRenderingContext2D): void {
    this.prepareLetters(ctx);
    const { scale, fits, frame } = this.camera;
    const onScreen = (id: string) => {
      const place = this.arranged.get(id);
      return place && { x: place.x * scale, y: place.y * scale };
    };
    const widthOf = (text: string) => this.widthOf(ctx, text);
    const picture = { scene, onScreen, scale, widthOf, frame: fits ? frame : null };
    this.labels = this.names.labelsOf(picture, this.choices);
    this.labelScale = scale;
    this.onUnnamed(scene.nodes.length - this.labels.length);
  }

  /** A whole picture has the names where its arrangement has them. At another zoom they choose again. */
  private get choices(): ReadonlyMap<string, number> {
    if (this.camera.fits) return this.arrangement?.choices ?? new Map();
    if (this.labelScale !== this.camera.scale) return new Map();
    return new Map(this.labels.map(({ id, choice }) => [id, choice]));
  }

  /** The labels, and the names of the selected node and of the one pointed at where these found no room. */
  private get shownLabels(): readonly ShownLabel[] {
    const { scene, labels } = this;
    const asked = new Set([scene?.selected, this.pointed]);
    for (const { id } of labels) asked.delete(id);
    const more = scene?.nodes.filter(({ id }) => asked.has(id)) ?? [];
    const { scale } = this.camera;
    return [
      ...labels,
      ...more.map((node) => this.names.below(node.id, node.name, node.reach * scale)),
    ];
  }

  /** Moves the anchor. A pan or a shift changes nothing else. */
  private layOrigin(): void {
    const { x, y } = this.camera.origin;
    this.layer.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    this.request(true);
  }

  private widthOf(ctx: CanvasRenderingContext2D, text: string): number {
    const known = this.textWidths.get(text) ?? ctx.measureText(text).width;
    this.textWidths.set(text, known);
    return known;
  }

  /** The colours of the theme, as computed by the browser. CSS properties that the canvas does not use carry them. */
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
    const from = link ? this.arranged.get(link.from) : undefined;
    paint(ctx, {
      scene,
      geometry,
      labels: this.shownLabels,
      at: (id) => this.shown.get(id),
      palette,
      scale: this.camera.scale,
      origin: this.camera.origin,
      density: window.devicePixelRatio,
      seconds: STILL.matches ? null : now / 1000,
      link: link && from ? { from, to: link.to } : null,
    });
  }
}
