import { useCallback } from "preact/hooks";
import { t } from "../../i18n";
import { count } from "../../i18n/format";
import { change, ready } from "../../state/app";
import type { Paired } from "../../state/graph";
import type { DraftPage2, GraphEdge, GraphNode, VaultView } from "../../state/model";
import { deleteNode, pendingScale, scaleNode, setFlow } from "../../state/ops";
import type { Places } from "../../state/places";
import { language } from "../../state/prefs";
import { GraphPicture } from "../../ui/GraphPicture";
import { changeOps, NODE_PANEL, pendingOps, selected, shownName } from "./common";
import { RouteSummary } from "./RouteSummary";

const NEW_FLOW = 0.5;
const SUMMARY = "route-summary";

interface Props {
  view: VaultView;
  page2: DraftPage2;
  nodes: readonly Paired<GraphNode>[];
  edges: readonly Paired<GraphEdge>[];
  places: Places;
  hidden: number;
  picked: string | null;
}

function clampScale(scale: number): number {
  return Math.round(Math.min(2, Math.max(0.5, scale)) * 100) / 100;
}

/** Selecting happens first, so that the panel is there when the focus goes to its first control. */
function open(id: string): void {
  selected.value = id;
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>(`#${NODE_PANEL} :is(input, select, button)`)?.focus();
  });
}

/** What the picture may do to the node `id` of this draft. */
function actionsOf(nodes: Props["nodes"]) {
  const scaleTo = (id: string, scale: number) => {
    const pair = nodes.find(({ live, sim }) => (sim ?? live)?.id === id);
    if (id === "SELF" || !pair?.sim || !ready.value) return;
    changeOps(scaleNode(pendingOps(), id, clampScale(scale), Date.now()));
  };
  return {
    onScaleBy: (id: string, step: number) => scaleTo(id, pendingScale(pendingOps(), id) + step),
    onMass: (id: string, mass: number) => {
      const pair = nodes.find(({ live, sim }) => (sim ?? live)?.id === id);
      const present = pair?.live?.mass ?? (pair?.sim?.mass ?? 0) / pendingScale(pendingOps(), id);
      if (present > 0) scaleTo(id, mass / present);
    },
    onDelete: (id: string) => {
      if (id !== "SELF" && ready.value) changeOps(deleteNode(pendingOps(), id, Date.now()));
    },
    onConnect: (a: string, b: string) => {
      if (ready.value) changeOps(setFlow(pendingOps(), a, b, NEW_FLOW, Date.now()));
    },
  };
}

function Invitation() {
  return (
    <div class="graph-empty" data-tool>
      <h3>{t("pictures.emptyTitle")}</h3>
      <p>{t("pictures.emptyBody")}</p>
      <button
        type="button"
        class="button"
        data-testid="route-first"
        onClick={() => document.querySelector<HTMLElement>("[data-testid=node-add-name]")?.focus()}
      >
        {t("pictures.emptyButton")}
      </button>
    </div>
  );
}

/** The picture, what it says in words, and how to move in it. */
export function RouteStage(props: Props) {
  const { view, page2, nodes, edges, places, hidden, picked } = props;
  const drafting = view.sim !== null;
  const nameOf = useCallback((id: string) => shownName(view, id), [view.context, language.value]);
  const alone = nodes.length === 1 && hidden === 0;
  return (
    <div class="route-stage">
      <GraphPicture
        nodes={nodes}
        edges={edges}
        drafting={drafting}
        places={places}
        shift={page2.virtual_anchor_shift}
        selected={picked}
        describedBy={SUMMARY}
        nameOf={nameOf}
        onSelect={(id) => {
          selected.value = id;
        }}
        onOpen={open}
        onShift={(virtual_anchor_shift) => change({ page: 2, patch: { virtual_anchor_shift } })}
        {...actionsOf(nodes)}
      />
      {alone && <Invitation />}
      <RouteSummary
        id={SUMMARY}
        nodes={nodes}
        edges={edges}
        drafting={drafting}
        selected={picked}
        nameOf={nameOf}
      />
      {hidden > 0 && (
        <p role="status" data-testid="route-hidden">
          {t("route.hidden", { n: count(hidden) })}
        </p>
      )}
      {!alone && (
        <details class="graph-help">
          <summary>{t("pictures.help")}</summary>
          <p>{t("pictures.touch")}</p>
          <p>{t("pictures.keys")}</p>
        </details>
      )}
    </div>
  );
}
