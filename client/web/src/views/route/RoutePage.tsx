import "./tables.css";
import "./RoutePage.css";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { GoalView } from "../../state/app";
import { followRoute, links, nodeIds, selected } from "../../state/route";
import { typedText } from "../../state/typed";
import { usePlaces } from "../../ui/graph/use-places";
import { AddNode } from "./AddNode";
import { EdgeTable } from "./EdgeTable";
import { Filters } from "./Filters";
import { NodePanel } from "./NodePanel";
import { NodeTable } from "./NodeTable";
import { PendingOps } from "./PendingOps";
import { RouteStage } from "./RouteStage";

/** Selects a node whose name was typed and, after a crash, not saved. */
function selectUnsaved(vault: string): void {
  const id = nodeIds.peek().find((node) => typedText(vault, `node.${node}`) !== null);
  if (id !== undefined) selected.value = id;
}

export function RoutePage({ view }: { view: GoalView }) {
  useEffect(() => selectUnsaved(view.vault), [view.vault]);
  const [stop] = useState(followRoute);
  useEffect(() => stop, []);
  // The layout includes hidden nodes, so that a filter moves nothing.
  const places = usePlaces(nodeIds.value, links.value);
  return (
    <div class="route-grid">
      <h1 class="hidden">{t("route.heading")}</h1>
      <div class="area-graph">
        <RouteStage view={view} places={places} />
      </div>
      <div class="area-side stack">
        <AddNode vault={view.vault} />
        <NodePanel view={view} />
        <PendingOps view={view} />
        <Filters />
      </div>
      <div class="area-tables stack">
        <NodeTable view={view} />
        <EdgeTable view={view} />
      </div>
    </div>
  );
}
