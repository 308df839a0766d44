import "./Spark.css";
import type { ReadonlySignal } from "@preact/signals";
import type { Quantity } from "../model/engine";
import { effectOn, type Readings, type RecentValues } from "../model/readings";
import { SPARK_HEIGHT, SPARK_WIDTH, sparkPaths } from "./spark";
import { useFollowing } from "./use-following";

interface Props {
  of: Readings;
  name: Quantity;
  recent: ReadonlySignal<RecentValues | null>;
}

/** The recent values of a quantity, its drift and its SIM as a small line. The numbers beside it say the same. */
export function Spark({ of, name, recent }: Props) {
  const column = recent.value?.[name];
  const simulating = useFollowing(() => of.sim.value !== null, [of]).value;
  const affected = useFollowing(() => Boolean(effectOn(of, name)), [of, name]).value;
  const paths = useFollowing(() => {
    const sim = of.sim.value?.[name] ?? null;
    return sparkPaths(column ?? [], sim, sim === null ? null : (of.drift.value?.[name] ?? null));
  }, [of, name, column]);
  const drift = useFollowing(() => paths.value.drift, [paths]);
  const line = useFollowing(() => paths.value.sim, [paths]);
  const x = useFollowing(() => paths.value.simX, [paths]);
  const y = useFollowing(() => paths.value.simY, [paths]);
  const live = useFollowing(() => paths.value.live, [paths]);
  // Without values it still takes its space, so that nothing moves when they arrive.
  return (
    <span class="spark">
      <svg viewBox={`0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`} aria-hidden="true" focusable="false">
        {column && <path class="spark-live" d={live} />}
        {column && simulating && (
          <g>
            <path class="spark-drift" d={drift} />
            {affected && (
              <>
                <path class="spark-sim" d={line} />
                <circle class="spark-end" cx={x} cy={y} r="2.4" />
              </>
            )}
          </g>
        )}
      </svg>
    </span>
  );
}
