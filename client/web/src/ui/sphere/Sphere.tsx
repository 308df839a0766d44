import "./Sphere.css";
import { computed } from "@preact/signals";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Readings } from "../../model/readings";
import { CoreText } from "../Core";
import { Icon } from "../Icon";
import { useFollowing } from "../use-following";
import { useMedia } from "../use-media";
import { drawnBy } from "./choice";
import { Drawing } from "./Drawing";
import type { Shown } from "./shown";
import { startPainting } from "./stage";

const PICTURED = ["density", "stability", "sigma", "volume", "E", "leak"] as const;

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

/** SIM is drawn where it has an effect on what the picture shows. A draft that only drifts leaves the picture at LIVE. */
function useSeen(of: Readings): Readings {
  return useMemo(() => {
    const { live, drift } = of;
    const moved = () => PICTURED.some((name) => of.sim.value?.[name] !== drift.value?.[name]);
    return { live, drift, sim: computed(() => (moved() ? of.sim.value : null)) };
  }, [of]);
}

/** The moving core: SVG paths at once, WebGL as soon as the page is idle. */
export function Sphere({ of, still, theme, canPaint, onStill }: Props) {
  const [gone, setGone] = useState<"lost" | "slow" | null>(null);
  const [drawn, setDrawn] = useState(false);
  const reducedMotion = useMedia("(prefers-reduced-motion: reduce)");
  const forcedColors = useMedia("(forced-colors: active)");
  const seen = useSeen(of);
  const simulating = useFollowing(() => seen.sim.value !== null, [seen]).value;
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
        {!painted && <Drawing of={seen} />}
        {by === "webgl" && canPaint && (
          <Painted
            of={seen}
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
