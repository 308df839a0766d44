/** The sphere on a WebGL canvas. Loaded only where it is shown. */
import {
  BufferAttribute,
  BufferGeometry,
  Camera,
  Color,
  GLSL3,
  Mesh,
  PlaneGeometry,
  Points,
  RawShaderMaterial,
  Scene,
  SphereGeometry,
  WebGLRenderer,
} from "three";
import { HALF, type Look, seeded } from "./look";
import {
  DIAL_FRAGMENT,
  DIAL_VERTEX,
  FLOW_FRAGMENT,
  FLOW_VERTEX,
  LIVE_FRAGMENT,
  SHELL_VERTEX,
  SIM_FRAGMENT,
} from "./shaders";

export interface Palette {
  live: string;
  sim: string;
  ink: string;
}

/** The state of the motion: beats of LIVE and SIM, and seconds. All zero is the picture at rest. */
export interface Phase {
  beat: number;
  simBeat: number;
  time: number;
}

const PARTICLES = 200;
const BEAT_DEPTH = 0.022;
/** A LIVE colour brighter than this has a dark ground. */
const BRIGHT = 0.45;

type Uniforms = Record<string, { value: unknown }>;

function material(vertexShader: string, fragmentShader: string, uniforms: Uniforms) {
  return new RawShaderMaterial({
    glslVersion: GLSL3,
    vertexShader,
    fragmentShader,
    uniforms,
    transparent: true,
    premultipliedAlpha: true,
  });
}

function particles(): BufferGeometry {
  const places = new Float32Array(PARTICLES * 3);
  const ranks = new Float32Array(PARTICLES);
  for (let index = 0; index < PARTICLES; index += 1) {
    places.set(seeded(index), index * 3);
    ranks[index] = index;
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(places, 3));
  geometry.setAttribute("rank", new BufferAttribute(ranks, 1));
  return geometry;
}

export class SphereScene {
  readonly #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #camera = new Camera();
  readonly #colours = { live: new Color(), sim: new Color(), ink: new Color() };
  readonly #night = { value: 0 };
  readonly #pixel = { value: 1 };
  readonly #time = { value: 0 };
  readonly #dial: RawShaderMaterial;
  readonly #live: RawShaderMaterial;
  readonly #sim: RawShaderMaterial;
  readonly #inflow: RawShaderMaterial;
  readonly #loss: RawShaderMaterial;
  readonly #simShell: Mesh;

  constructor(canvas: HTMLCanvasElement, context: WebGL2RenderingContext) {
    this.#renderer = new WebGLRenderer({ canvas, context, alpha: true, antialias: true });
    this.#renderer.setClearColor(0, 0);
    this.#dial = this.#makeDial();
    this.#live = this.#makeShell(LIVE_FRAGMENT, this.#colours.live);
    this.#sim = this.#makeShell(SIM_FRAGMENT, this.#colours.sim);
    this.#inflow = this.#makeFlow(0);
    this.#loss = this.#makeFlow(1);
    const globe = new SphereGeometry(1, 96, 64);
    const specks = particles();
    this.#add(new Mesh(new PlaneGeometry(2, 2), this.#dial), 0);
    this.#add(new Points(specks, this.#inflow), 1);
    this.#add(new Points(specks, this.#loss), 2);
    this.#add(new Mesh(globe, this.#live), 3);
    this.#simShell = new Mesh(globe, this.#sim);
    // SIM is drawn over LIVE, whichever is nearer.
    this.#simShell.onBeforeRender = () => this.#renderer.clearDepth();
    this.#add(this.#simShell, 4);
  }

  #add(object: Mesh | Points, order: number): void {
    object.frustumCulled = false;
    object.renderOrder = order;
    this.#scene.add(object);
  }

  #makeDial(): RawShaderMaterial {
    const { live, sim, ink } = this.#colours;
    const dial = material(DIAL_VERTEX, DIAL_FRAGMENT, {
      ...{ ink: { value: ink }, live: { value: live }, amber: { value: sim } },
      ...{ night: this.#night, breath: { value: 0 } },
      ...{ glow: { value: 0 }, glowRadius: { value: 0 }, share: { value: 0 } },
      ...{ simShown: { value: 0 }, simGlowRadius: { value: 0 }, simShare: { value: 0 } },
    });
    dial.depthWrite = false;
    return dial;
  }

  #makeShell(fragment: string, colour: Color): RawShaderMaterial {
    return material(SHELL_VERTEX, fragment, {
      ...{ night: this.#night, colour: { value: colour }, drift: { value: 0 } },
      ...{ unrest: { value: 0 }, scale: { value: 1 }, glow: { value: 0 } },
    });
  }

  #makeFlow(outward: 0 | 1): RawShaderMaterial {
    const flow = material(FLOW_VERTEX, FLOW_FRAGMENT, {
      ...{ night: this.#night, time: this.#time, pixel: this.#pixel, outward: { value: outward } },
      ...{ live: { value: this.#colours.live }, amber: { value: this.#colours.sim } },
      ...{ shown: { value: 0 }, simShown: { value: 0 } },
    });
    flow.depthWrite = false;
    return flow;
  }

  /** Compiles in parallel to the page where the driver can. */
  async prepare(): Promise<void> {
    // Without the extension three would warn and compile as the first frame does.
    if (this.#renderer.extensions.has("KHR_parallel_shader_compile")) {
      await this.#renderer.compileAsync(this.#scene, this.#camera);
    }
  }

  /** The colours of the theme, as the page computes them. */
  paint(palette: Palette): void {
    // The shaders write what the screen shows: no conversion between colour spaces.
    for (const name of ["live", "sim", "ink"] as const) {
      const parts = palette[name].match(/[\d.]+/g)?.map(Number) ?? [];
      this.#colours[name].setRGB(
        ...([0, 1, 2].map((at) => (parts[at] ?? 0) / 255) as [number, number, number]),
      );
    }
    const { r, g, b } = this.#colours.live;
    this.#night.value = 0.3 * r + 0.6 * g + 0.1 * b > BRIGHT ? 1 : 0;
  }

  /** `side` in CSS pixels. */
  resize(side: number, ratio: number): void {
    this.#renderer.setPixelRatio(ratio);
    this.#renderer.setSize(side, side, false);
    this.#pixel.value = (side * ratio) / (2 * HALF);
  }

  show(live: Look, sim: Look | null): void {
    set(this.#dial, {
      ...{ glow: live.glow, glowRadius: live.glowRadius, share: live.share },
      simShown: sim ? 1 : 0,
      ...(sim ? { simGlowRadius: sim.glowRadius, simShare: sim.share } : {}),
    });
    set(this.#live, { unrest: live.unrest, glow: live.glow });
    if (sim) set(this.#sim, { unrest: sim.unrest });
    this.#simShell.visible = sim !== null;
    set(this.#inflow, { shown: live.inflow, simShown: (sim ?? live).inflow });
    set(this.#loss, { shown: live.loss, simShown: (sim ?? live).loss });
  }

  draw(phase: Phase): void {
    const beat = Math.sin(phase.beat * 2 * Math.PI);
    const simBeat = Math.sin(phase.simBeat * 2 * Math.PI);
    this.#time.value = phase.time;
    set(this.#dial, { breath: beat });
    set(this.#live, { drift: phase.time * 0.11, scale: 1 + BEAT_DEPTH * beat });
    set(this.#sim, { drift: phase.time * 0.11, scale: 1 + BEAT_DEPTH * simBeat });
    this.#renderer.render(this.#scene, this.#camera);
  }

  /** Frees the memory of the graphics processor. */
  dispose(): void {
    this.#scene.traverse((object) => {
      if (!(object instanceof Mesh || object instanceof Points)) return;
      object.geometry.dispose();
      (object.material as RawShaderMaterial).dispose();
    });
    this.#renderer.dispose();
    this.#renderer.forceContextLoss();
  }
}

function set(target: RawShaderMaterial, values: Record<string, number>): void {
  for (const [name, value] of Object.entries(values)) {
    const uniform = target.uniforms[name];
    if (uniform) uniform.value = value;
  }
}
