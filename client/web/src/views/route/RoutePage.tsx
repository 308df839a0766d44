import { useMemo } from "preact/hooks";
import { t } from "../../i18n";
import { count } from "../../i18n/format";
import { change, draft } from "../../state/app";
import { pairEdges, pairNodes, shows, showsEdge } from "../../state/graph";
import { layout } from "../../state/layout";
import type { DraftPage2, VaultView } from "../../state/model";
import { setFlow } from "../../state/ops";
import { Section } from "../../ui/fields";
import { GraphPicture } from "../../ui/GraphPicture";
import { AddNode } from "./AddNode";
import { changeOps, selected, shownName } from "./common";
import { EdgeTable } from "./EdgeTable";
import { Filters } from "./Filters";
import { NodePanel } from "./NodePanel";
import { NodeTable } from "./NodeTable";
import { PendingOps } from "./PendingOps";

const NEW_FLOW = 0.5;

function useVisible(view: VaultView, page2: DraftPage2) {
  const nodes = pairNodes(view.live, view.sim);
  const edges = pairEdges(view.live, view.sim);
  const visibleNodes = nodes.filter((pair) => shows(page2, pair));
  const ids = new Set(visibleNodes.map((pair) => (pair.sim ?? pair.live)?.id ?? ""));
  const visibleEdges = edges.filter((pair) => showsEdge(page2, pair, ids));
  const hidden = nodes.length - visibleNodes.length + edges.length - visibleEdges.length;
  // Places come from all nodes, so that a filter hides without moving what stays.
  const allIds = nodes.map((pair) => (pair.sim ?? pair.live)?.id ?? "").sort();
  const links = edges.flatMap((pair) => pair.sim ?? pair.live ?? []);
  const shape = `${allIds.join(" ")}|${links.map((link) => `${link.a} ${link.b}`).join("|")}`;
  const places = useMemo(() => layout("SELF", allIds, links), [shape]);
  return { nodes, edges, visibleNodes, visibleEdges, hidden, places };
}

export function RoutePage({ view }: { view: VaultView }) {
  const page2 = draft.value?.page2 ?? view.draft.page2;
  const { nodes, edges, visibleNodes, visibleEdges, hidden, places } = useVisible(view, page2);
  const name = (id: string) => shownName(view, id);
  const picked = nodes.find((pair) => (pair.sim ?? pair.live)?.id === selected.value) ?? null;
  return (
    <div class="route-grid">
      <h1 class="hidden">{t("route.heading")}</h1>
      <Section title={t("route.heading")} class="area-graph">
        <GraphPicture
          nodes={visibleNodes}
          edges={visibleEdges}
          drafting={view.sim !== null}
          places={places}
          shift={page2.virtual_anchor_shift}
          selected={picked ? selected.value : null}
          nameOf={name}
          onSelect={(id) => {
            selected.value = id;
          }}
          onConnect={(a, b) => changeOps(setFlow(page2.ops, a, b, NEW_FLOW, Date.now()))}
          onShift={(virtual_anchor_shift) => change({ page: 2, patch: { virtual_anchor_shift } })}
        />
        {nodes.length === 1 ? (
          <p class="muted">{t("route.noNodes")}</p>
        ) : (
          <p class="muted">{t("route.graphHelp")}</p>
        )}
        {hidden > 0 && (
          <p role="status" data-testid="route-hidden">
            {t("route.hidden", { n: count(hidden) })}
          </p>
        )}
      </Section>
      <div class="area-side stack">
        <AddNode ops={page2.ops} />
        <NodePanel view={view} pair={picked} ops={page2.ops} nodes={nodes} />
        <PendingOps view={view} ops={page2.ops} />
        <Filters page2={page2} />
      </div>
      <div class="area-tables stack">
        <NodeTable view={view} nodes={nodes} ops={page2.ops} />
        <EdgeTable view={view} edges={edges} ops={page2.ops} />
      </div>
    </div>
  );
}
