/** The canvas of a graph, its motion, and the places of the buttons that lie over it. */
import { SELF } from "../../model/engine";
import type { Point } from "../../model/homes";
import { levelAt } from "../../model/label-levels";
import {
  type Arrangement,
  arrangeScene,
  isCurrent,
  type Lettering,
  nameScene,
  sketchScene,
} from "./arrangement";
import { Camera } from "./camera";
import { type Geometry, geometryOf } from "./geometry";
import { Names } from "./labels";
import { handleAt, paint } from "./paint";
import { type Palette, readPalette } from "./palette";
import { Planner } from "./planner";
import { linesDiffer, type Scene, type SceneNode } from "./scene";
import { ShownLabels } from "./shown-labels";
import { Spots } from "./spots";

const EASE_MS = 700;
const TARGET = 44;
/** Names find new places once the sizes of nodes have rested for so long. */
const NAME_AFTER_MS = 120;
/** What follows a moving view only when it rests. */
const REST_MS = 150;
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
  private readonly labels = new ShownLabels();
  private readonly planner = new Planner();
  private arrangement: Arrangement | null = null;
  /** The arrangement is a sketch, and the real one is on its way. */
  private arranging = false;
  private readonly names = new Names();
  private resting = 0;
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
    this.planner.stop();
    window.clearTimeout(this.resting);
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
    } else if (linesDiffer(before, scene)) {
      this.lay();
      this.nameLater();
    } else this.laySizes();
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
    if (this.camera.zoomBy(factor, at)) this.moveView();
  }

  panBy(by: Point): void {
    this.camera.panBy(by);
    this.moveView();
  }

  fit(): void {
    this.camera.fit();
    this.moveView();
  }

  /** The buttons move and grow as one layer, and find their exact sizes when the view rests. */
  private moveView(): void {
    this.planner.quiet(REST_MS);
    window.clearTimeout(this.resting);
    this.resting = window.setTimeout(() => this.laySizes(), REST_MS);
    this.layOrigin();
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
    const lettering = this.lettering(ctx);
    this.arranging = true;
    this.planner.start(this.arrangeSteps(scene, lettering, easing));
    if (this.arranging) this.moveTo(sketchScene(scene, camera.frame, lettering, this.arrangement));
  }

  private *arrangeSteps(scene: Scene, lettering: Lettering, easing: boolean) {
    const made = yield* arrangeScene(scene, this.camera.frame, lettering);
    this.arranging = false;
    this.moveTo(made, easing);
    yield* this.nameSteps();
  }

  /** The names of the scene, as it is now. */
  private *nameSteps() {
    const { scene, ctx, arrangement, labels } = this;
    if (!scene || !ctx || !arrangement) return;
    yield* nameScene(scene, arrangement, this.lettering(ctx), {
      onMoved: (made) => this.moveTo(made, true),
      onLevel: (level, stands) => {
        labels.set(level, stands);
        if (level === levelAt(this.camera.zoom)) this.tellUnnamed();
        this.request(true);
      },
    });
  }

  /** Until then, names travel with their nodes. */
  private nameLater(): void {
    if (!this.arranging) this.planner.startLater(() => this.nameSteps(), NAME_AFTER_MS);
  }

  private moveTo(made: Arrangement, easing = false): void {
    const ratio = this.camera.unit / made.unit;
    this.arrangement = made;
    this.camera.unit = made.unit;
    this.from = new Map(
      [...this.shown].map(([id, { x, y }]) => [id, { x: x * ratio, y: y * ratio }]),
    );
    this.easing = easing && this.from.size > 0 && !STILL.matches;
    this.easingSince = performance.now();
    this.shown = this.easing ? this.between(0) : new Map(this.arranged);
    this.lay();
  }

  /** The width of names is measured in the letters of the important ones, which are wider. */
  private lettering(ctx: CanvasRenderingContext2D): Lettering {
    this.palette ??= readPalette(this.canvas);
    ctx.font = `600 ${this.palette.font}`;
    return { names: this.names, widthOf: (text) => this.widthOf(ctx, text) };
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
    this.spots.place(scene, this.arranged, this.camera.scale);
    this.tellUnnamed();
    this.layOrigin();
  }

  private tellUnnamed(): void {
    const { scene, labels, camera } = this;
    const named = scene && labels.countAt(scene, camera.zoom);
    if (scene && named !== null) this.onUnnamed(scene.nodes.length - named);
  }

  /** Moves the anchor. A pan or a shift changes nothing else. */
  private layOrigin(): void {
    const { x, y } = this.camera.origin;
    const grown = this.camera.scale / (this.spots.scale || this.camera.scale);
    const scaled = grown === 1 ? "" : ` scale(${grown})`;
    this.layer.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)${scaled}`;
    this.request(true);
  }

  private widthOf(ctx: CanvasRenderingContext2D, text: string): number {
    const known = this.textWidths.get(text) ?? ctx.measureText(text).width;
    this.textWidths.set(text, known);
    return known;
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
    const { ctx, scene, geometry, link } = this;
    if (!ctx || !scene || !geometry) return;
    this.drawnAt = now;
    this.dirty = false;
    const lettering = this.lettering(ctx);
    const { palette } = this;
    if (!palette) return;
    const from = link ? this.arranged.get(link.from) : undefined;
    const at = (id: string) => this.shown.get(id);
    const { scale, zoom } = this.camera;
    const asked = new Set([scene.selected, this.pointed]);
    paint(ctx, {
      scene,
      geometry,
      labels: this.labels.shown({ scene, scale, zoom, at, asked }, lettering),
      at,
      palette,
      scale,
      origin: this.camera.origin,
      view: this.camera.view,
      density: window.devicePixelRatio,
      seconds: STILL.matches ? null : now / 1000,
      link: link && from ? { from, to: link.to } : null,
    });
  }
}
