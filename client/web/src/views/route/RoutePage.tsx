import { useMemo } from "preact/hooks";
import { t } from "../../i18n";
import { draft } from "../../state/app";
import { pairEdges, pairNodes, shows, showsEdge } from "../../state/graph";
import type { DraftPage2, VaultView } from "../../state/model";
import { usePlaces } from "../../state/places";
import { AddNode } from "./AddNode";
import { selected } from "./common";
import { EdgeTable } from "./EdgeTable";
import { Filters } from "./Filters";
import { NodePanel } from "./NodePanel";
import { NodeTable } from "./NodeTable";
import { PendingOps } from "./PendingOps";
import { RouteStage } from "./RouteStage";

/** While a hand moves, LIVE, SIM and filters mostly stay what they are, and so does all that is made from them. */
function useVisible(view: VaultView, page2: DraftPage2) {
  const { live, sim } = view;
  const { mass_filter, flow_filter, sigma_filter } = page2;
  const nodes = useMemo(() => pairNodes(live, sim), [live, sim]);
  const edges = useMemo(() => pairEdges(live, sim), [live, sim]);
  const { visibleNodes, visibleEdges } = useMemo(() => {
    const visibleNodes = nodes.filter((pair) => shows(page2, pair));
    const ids = new Set(visibleNodes.map((pair) => (pair.sim ?? pair.live)?.id ?? ""));
    return { visibleNodes, visibleEdges: edges.filter((pair) => showsEdge(page2, pair, ids)) };
  }, [nodes, edges, mass_filter, flow_filter, sigma_filter]);
  const hidden = nodes.length - visibleNodes.length + edges.length - visibleEdges.length;
  // Places come from all nodes, so that a filter hides without moving what stays.
  const allIds = useMemo(() => nodes.map((pair) => (pair.sim ?? pair.live)?.id ?? ""), [nodes]);
  const links = useMemo(() => edges.flatMap((pair) => pair.sim ?? pair.live ?? []), [edges]);
  const places = usePlaces(allIds, links);
  return { nodes, edges, visibleNodes, visibleEdges, hidden, places };
}

export function RoutePage({ view }: { view: VaultView }) {
  const page2 = draft.value?.page2 ?? view.draft.page2;
  const { nodes, edges, visibleNodes, visibleEdges, hidden, places } = useVisible(view, page2);
  const picked = nodes.find((pair) => (pair.sim ?? pair.live)?.id === selected.value) ?? null;
  return (
    <div class="route-grid">
      <h1 class="hidden">{t("route.heading")}</h1>
      <div class="area-graph">
        <RouteStage
          view={view}
          page2={page2}
          nodes={visibleNodes}
          edges={visibleEdges}
          places={places}
          hidden={hidden}
          picked={picked && selected.value}
        />
      </div>
      <div class="area-side stack">
        <AddNode ops={page2.ops} />
        <NodePanel view={view} pair={picked} ops={page2.ops} nodes={nodes} />
        <PendingOps view={view} ops={page2.ops} />
        <Filters page2={page2} />
      </div>
      <div class="area-tables stack">
        <NodeTable view={view} nodes={nodes} ops={page2.ops} />
        <EdgeTable view={view} edges={edges} />
      </div>
    </div>
  );
}
