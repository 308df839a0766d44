import "./RouteStage.css";
import { useCallback, useState } from "preact/hooks";
import { t } from "../../i18n";
import { count } from "../../i18n/format";
import { language } from "../../i18n/language";
import { RANGES } from "../../model/engine";
import { deleteNode, pendingScale, scaleNode, setFlow } from "../../model/ops";
import { change, type GoalView, ready } from "../../state/app";
import { whenDraftSettled } from "../../state/draft";
import { theme } from "../../state/prefs";
import * as route from "../../state/route";
import { refocus } from "../../ui/focus";
import { GraphPicture, type ShownGraph } from "../../ui/GraphPicture";
import type { Places } from "../../ui/graph/use-places";
import { useFollowing } from "../../ui/use-following";
import { TouchHint } from "../shell/TouchHint";
import { changeOps, NODE_PANEL, pendingOps, shownName } from "./common";
import { RouteSummary } from "./RouteSummary";

const NEW_FLOW = 0.5;
const SUMMARY = "route-summary";

const SHOWN: ShownGraph = {
  ids: route.visibleIds,
  nodes: route.visibleNodes,
  edges: route.visibleEdges,
  nodeAt: (id) => route.eachNode.at(id),
  livePath: route.livePath,
  simPath: route.simPath,
  selected: route.picked,
  shift: route.shift,
};

function clampScale(scale: number): number {
  return Math.round(Math.min(RANGES.scale.max, Math.max(RANGES.scale.min, scale)) * 100) / 100;
}

/** Selects first, so that the panel exists when its first control takes the focus. */
function open(id: string): void {
  route.selected.value = id;
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>(`#${NODE_PANEL} :is(input, select, button)`)?.focus();
  });
}

function scaleTo(id: string, scale: number): void {
  if (id === "SELF" || !route.eachNode.at(id).peek()?.sim || !ready.value) return;
  changeOps(scaleNode(pendingOps(), id, clampScale(scale), Date.now()));
}

/** The actions of the picture on nodes of the draft. */
const ACTIONS = {
  onSelect: (id: string) => {
    route.selected.value = id;
  },
  onOpen: open,
  onShift: (virtual_anchor_shift: [number, number]) =>
    change({ page: 2, patch: { virtual_anchor_shift } }),
  onScaleBy: (id: string, step: number) => scaleTo(id, pendingScale(pendingOps(), id) + step),
  onMass: (id: string, mass: number) => {
    const pair = route.eachNode.at(id).peek();
    const present = pair?.live?.mass ?? (pair?.sim?.mass ?? 0) / pendingScale(pendingOps(), id);
    if (present > 0) scaleTo(id, mass / present);
  },
  onDelete: (id: string) => {
    if (id === "SELF" || !ready.value) return;
    changeOps(deleteNode(pendingOps(), id, Date.now()));
    // A node that was never committed is gone, and the focus with it.
    void whenDraftSettled().then(() => refocus("[data-testid=node-SELF]"));
  },
  onConnect: (a: string, b: string) => {
    if (ready.value) changeOps(setFlow(pendingOps(), a, b, NEW_FLOW, Date.now()));
  },
};

function Invitation() {
  return (
    <div class="graph-empty">
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

function Hidden() {
  const some = useFollowing(() => route.hidden.value > 0, []);
  const text = useFollowing(() => t("route.hidden", { n: count(route.hidden.value) }), []);
  if (!some.value) return null;
  return (
    <p role="status" data-testid="route-hidden">
      {text}
    </p>
  );
}

/** The picture, its description, and the help. */
export function RouteStage({ view, places }: { view: GoalView; places: Places }) {
  const nameOf = useCallback((id: string) => shownName(view, id), [view.context, language.value]);
  const [unnamed, setUnnamed] = useState(0);
  const alone = useFollowing(() => route.nodeIds.value.length === 1, []).value;
  return (
    <div class="route-stage">
      <GraphPicture
        of={SHOWN}
        places={places}
        links={route.links.value}
        onUnnamed={setUnnamed}
        theme={theme}
        describedBy={SUMMARY}
        nameOf={nameOf}
        {...ACTIONS}
      />
      {alone && <Invitation />}
      <RouteSummary id={SUMMARY} nameOf={nameOf} />
      {!alone && <TouchHint of="graph" />}
      {unnamed > 0 && (
        <p class="muted" data-testid="route-unnamed">
          {t("hands.unnamed", { count: unnamed })}
        </p>
      )}
      <Hidden />
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
