import "./Sphere.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { CoreText } from "../Core";
import { Icon } from "../Icon";
import { useFollowing } from "../use-following";
import { drawnBy } from "./choice";
import { Drawing } from "./Drawing";
import type { Shown } from "./shown";
import { startPainting } from "./stage";

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const follow = () => setMatches(media.matches);
    media.addEventListener("change", follow);
    follow();
    return () => media.removeEventListener("change", follow);
  }, [query]);
  return matches;
}

interface PaintedProps extends Shown {
  shown: boolean;
  onDrawn: () => void;
  onGone: (why: "lost" | "slow") => void;
}

function Painted({ of, still, theme, shown, onDrawn, onGone }: PaintedProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (!canvas.current) return undefined;
    return startPainting(canvas.current, { of, still, theme }, { drawn: onDrawn, gone: onGone });
  }, [of, still, theme]);
  return (
    <canvas
      ref={canvas}
      class={shown ? "painted" : "painted is-waiting"}
      role="img"
      aria-label={t("goal.core")}
      aria-hidden={!shown}
      data-testid="core-canvas"
    />
  );
}

interface Props extends Shown {
  /** The engine has started, so painting does not delay it. */
  canPaint: boolean;
  onStill: (still: boolean) => void;
}

function Hold({ still, onStill }: Pick<Props, "still" | "onStill">) {
  return (
    <button
      type="button"
      class="icon-button hold"
      aria-pressed={still.value}
      aria-label={t("stage.hold")}
      title={t("stage.hold")}
      data-testid="core-hold"
      onClick={() => onStill(!still.value)}
    >
      <Icon name={still.value ? "play" : "pause"} />
    </button>
  );
}

/** The moving core: SVG paths at once, WebGL as soon as the page is idle. */
export function Sphere({ of, still, theme, canPaint, onStill }: Props) {
  const [gone, setGone] = useState<"lost" | "slow" | null>(null);
  const [drawn, setDrawn] = useState(false);
  const reducedMotion = useMedia("(prefers-reduced-motion: reduce)");
  const forcedColors = useMedia("(forced-colors: active)");
  const simulating = useFollowing(() => of.sim.value !== null, [of]).value;
  const by = drawnBy({
    webgl: gone !== "lost",
    slow: gone === "slow",
    reducedMotion,
    forcedColors,
  });
  const painted = by === "webgl" && drawn;
  return (
    <figure
      aria-label={t("goal.core")}
      class={still.value ? "core sphere is-still" : "core sphere"}
      data-testid="core"
      data-drawn={painted ? "webgl" : "svg"}
      data-sim={simulating}
    >
      <div class="sphere-box">
        {!painted && <Drawing of={of} />}
        {by === "webgl" && canPaint && (
          <Painted
            of={of}
            still={still}
            theme={theme}
            shown={painted}
            onDrawn={() => setDrawn(true)}
            onGone={(why) => {
              setDrawn(false);
              setGone(why);
            }}
          />
        )}
      </div>
      {!reducedMotion && <Hold still={still} onStill={onStill} />}
      <figcaption class="hidden" data-testid="core-text">
        <CoreText of={of} />
      </figcaption>
    </figure>
  );
}
