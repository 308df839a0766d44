import "./Core.css";
import { t } from "../i18n";
import type { Readings } from "../model/readings";
import { coreValues } from "./Quantities";
import { Drawing } from "./sphere/Drawing";
import { useAtRest, useFollowing } from "./use-following";

/** The picture in words, which follow a moving control once it rests. */
export function CoreText({ of }: { of: Readings }) {
  const resting = useAtRest(of.sim);
  const words = useFollowing(
    () => (resting.value ? ` ${t("goal.coreSim", coreValues(resting.value))}` : ""),
    [resting],
  );
  return (
    <>
      {t("goal.coreText", coreValues(of.live.value))}
      <span class="sim-text">{words}</span>
    </>
  );
}

/** A still picture of the core, with its text. */
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
