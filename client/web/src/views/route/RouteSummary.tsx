import { t } from "../../i18n";
import { count, quantity } from "../../i18n/format";
import type { Paired } from "../../state/graph";
import type { GraphEdge, GraphNode } from "../../state/model";
import type { Path } from "../../state/paths";
import { pathsOf } from "../../ui/graph/scene";

interface Props {
  id: string;
  nodes: readonly Paired<GraphNode>[];
  edges: readonly Paired<GraphEdge>[];
  drafting: boolean;
  selected: string | null;
  nameOf: (id: string) => string;
}

function changesOf({ nodes, edges }: Props): string | null {
  const added = nodes.filter(({ live }) => !live).length;
  const gone = nodes.filter(({ sim }) => !sim).length;
  const scaled = nodes.filter(({ live, sim }) => live && sim && live.mass !== sim.mass).length;
  const changed = edges.filter(({ live, sim }) => live?.flow !== sim?.flow).length;
  if (added + gone + scaled + changed === 0) return null;
  return t("pictures.changes", {
    added: count(added),
    gone: count(gone),
    scaled: count(scaled),
    edges: count(changed),
  });
}

/** The picture in a few sentences: what is there, where most flow arrives, what SIM would change. */
export function RouteSummary(props: Props) {
  const { id, nodes, edges, drafting, selected, nameOf } = props;
  const { live, sim } = pathsOf(edges, drafting, selected);
  const words = (path: Path) => ({
    path: path.ids.map(nameOf).join(" → "),
    flow: quantity(path.strength),
  });
  const differs = live?.ids.join(" ") !== sim?.ids.join(" ") || live?.strength !== sim?.strength;
  const changes = drafting ? changesOf(props) : null;
  return (
    <div id={id} class="route-summary" data-testid="route-summary">
      <p>
        {t("pictures.summary", {
          nodes: t("history.nodes", { count: nodes.length }),
          edges: t("history.edges", { count: edges.length }),
        })}
      </p>
      <p data-testid="strongest-live">
        {live ? t("pictures.strongest", words(live)) : t("pictures.noPath")}
      </p>
      {differs && (
        <p class="sim-text" data-testid="strongest-sim">
          {sim ? t("pictures.strongestSim", words(sim)) : t("pictures.noPathSim")}
        </p>
      )}
      {changes && (
        <p class="sim-text" data-testid="route-changes">
          {changes}
        </p>
      )}
    </div>
  );
}
