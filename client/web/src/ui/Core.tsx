import { t } from "../i18n";
import { quantity } from "../i18n/format";
import type { Quantities } from "../state/model";
import { type Readings, useAtRest, useFollowing } from "../state/readings";
import { Drawing } from "./sphere/Drawing";

function describe(values: Quantities): Record<string, string> {
  return {
    density: quantity(values.density),
    stability: quantity(values.stability),
    sigma: quantity(values.sigma),
    volume: quantity(values.volume),
    E: quantity(values.E),
    leak: quantity(values.leak),
  };
}

/** What the picture shows, in words; they follow a moving control once it rests. */
export function CoreText({ of }: { of: Readings }) {
  const resting = useAtRest(of.sim);
  const words = useFollowing(
    () => (resting.value ? ` ${t("goal.coreSim", describe(resting.value))}` : ""),
    [resting],
  );
  return (
    <>
      {t("goal.coreText", describe(of.live.value))}
      <span class="sim-text">{words}</span>
    </>
  );
}

/** The core at rest, with its words under it. */
export function Core({ of }: { of: Readings }) {
  return (
    <figure class="core" aria-label={t("goal.core")} data-testid="core">
      <Drawing of={of} />
      <figcaption data-testid="core-text">
        <CoreText of={of} />
      </figcaption>
    </figure>
  );
}
