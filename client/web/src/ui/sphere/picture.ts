/** Connects a painted sphere to its signals and events. Loaded only where it is shown. */
import { effect } from "@preact/signals";
import { lookOf } from "./look";
import { Motion } from "./motion";
import { SphereScene } from "./scene";
import type { Callbacks, Shown } from "./shown";

const RATIO_MAX = 2;

function fitTo(canvas: HTMLCanvasElement, scene: SphereScene): void {
  scene.resize(Math.max(1, canvas.clientWidth), Math.min(devicePixelRatio, RATIO_MAX));
}

function watchPlace(canvas: HTMLCanvasElement, scene: SphereScene, motion: Motion): () => void {
  const sizes = new ResizeObserver(() => {
    fitTo(canvas, scene);
    motion.redraw();
  });
  let onScreen = false;
  const look = () => motion.setInSight(onScreen && !document.hidden);
  const sight = new IntersectionObserver((entries) => {
    onScreen = entries.at(-1)?.isIntersecting ?? false;
    look();
  });
  sizes.observe(canvas);
  sight.observe(canvas);
  document.addEventListener("visibilitychange", look);
  return () => {
    sizes.disconnect();
    sight.disconnect();
    document.removeEventListener("visibilitychange", look);
  };
}

function watchColours(
  canvas: HTMLCanvasElement,
  scene: SphereScene,
  motion: Motion,
  theme: Shown["theme"],
): () => void {
  const night = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    const style = getComputedStyle(canvas);
    scene.paint({ live: style.color, sim: style.outlineColor, ink: style.textDecorationColor });
    motion.redraw();
  };
  const stop = effect(() => {
    // The root's theme attribute changes in another effect.
    if (theme.value) queueMicrotask(paint);
  });
  night.addEventListener("change", paint);
  paint();
  return () => {
    stop();
    night.removeEventListener("change", paint);
  };
}

/** Returns a function that stops. */
export async function startPicture(
  canvas: HTMLCanvasElement,
  context: WebGL2RenderingContext,
  { of, still, theme }: Shown,
  tell: Callbacks,
): Promise<() => void> {
  const scene = new SphereScene(canvas, context);
  const motion = new Motion(scene, lookOf(of.live.peek()), still.peek(), () => tell.gone("slow"));
  const onLost = () => tell.gone("lost");
  canvas.addEventListener("webglcontextlost", onLost);
  await scene.prepare();
  fitTo(canvas, scene);
  const ends = [
    watchColours(canvas, scene, motion, theme),
    watchPlace(canvas, scene, motion),
    effect(() => motion.hold(still.value)),
    // A moving control ends here: numbers become uniforms.
    effect(() => motion.show(lookOf(of.live.value), of.sim.value && lookOf(of.sim.value))),
  ];
  motion.drawNow();
  tell.drawn();
  return () => {
    for (const end of ends) end();
    motion.stop();
    canvas.removeEventListener("webglcontextlost", onLost);
    scene.dispose();
  };
}
