import type { ReadonlySignal } from "@preact/signals";
import { t } from "../../i18n";
import { count, quantity } from "../../i18n/format";
import type { Path } from "../../model/paths";
import { isolated } from "../../model/text";
import { livePath, simPath, visibleEdges, visibleIds, visibleNodes } from "../../state/route";
import { Term } from "../../ui/Term";
import type { TestId } from "../../ui/test-ids";
import { useFollowing } from "../../ui/use-following";

function changesOf(): string | null {
  const [nodes, edges] = [visibleNodes.value, visibleEdges.value];
  const added = nodes.filter(({ live }) => !live).length;
  const gone = nodes.filter(({ sim }) => !sim).length;
  const scaled = nodes.filter(({ live, sim }) => live && sim && live.mass !== sim.mass).length;
  const changed = edges.filter(({ live, sim }) => live?.flow !== sim?.flow).length;
  const parts = [
    added && t("pictures.added", { n: count(added) }),
    gone && t("pictures.gone", { n: count(gone) }),
    scaled && t("pictures.scaled", { n: count(scaled) }),
    changed && t("pictures.flows", { n: count(changed) }),
  ].filter(Boolean);
  return parts.length > 0 ? `${t("mode.sim")}: ${parts.join(", ")}` : null;
}

interface LineProps {
  text: ReadonlySignal<string | null>;
  testId: TestId;
}

/** A sentence about SIM, or nothing. */
function SimLine({ text, testId }: LineProps) {
  const some = useFollowing(() => text.value !== null, [text]);
  if (!some.value) return null;
  return (
    <p class="sim-text" data-testid={testId}>
      {text}
    </p>
  );
}

/** The picture in a few sentences: its nodes and edges, the strongest path, and what SIM changes. */
export function RouteSummary({ id, nameOf }: { id: string; nameOf: (id: string) => string }) {
  const words = ({ ids, strength }: Path) => ({
    path: ids.map((it) => isolated(nameOf(it))).join(" → "),
    flow: quantity(strength),
  });
  const whole = useFollowing(
    () =>
      t("pictures.summary", {
        nodes: t("history.nodes", { count: visibleIds.value.length }),
        edges: t("history.edges", { count: visibleEdges.value.length }),
      }),
    [],
  );
  const strongest = useFollowing(() => {
    const live = livePath.value;
    if (!live) return t("pictures.noPath");
    const { path, flow } = words(live);
    return `${path} (${flow})`;
  }, [nameOf]);
  const other = useFollowing(() => {
    const [live, sim] = [livePath.value, simPath.value];
    if (live?.ids.join(" ") === sim?.ids.join(" ") && live?.strength === sim?.strength) return null;
    return sim ? t("pictures.strongestSim", words(sim)) : t("pictures.noPathSim");
  }, [nameOf]);
  const changes = useFollowing(changesOf, []);
  return (
    <div id={id} class="route-summary" data-testid="route-summary">
      <p>{whole}</p>
      <p data-testid="strongest-live">
        <Term term="strongest" />: {strongest}
      </p>
      <SimLine text={other} testId="strongest-sim" />
      <SimLine text={changes} testId="route-changes" />
    </div>
  );
}
