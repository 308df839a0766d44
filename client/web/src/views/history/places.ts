/** Where nodes of the past stand: where they stand today, so that they do not jump while time passes. */

import type { StateDocument } from "../../model/engine";
import { homes } from "../../model/homes";
import { type Places, usePlaces } from "../../ui/graph/use-places";

type Graph = StateDocument["graph"];

export function usePlacesToday({ nodes, edges }: Graph): Places {
  return usePlaces(
    nodes.map((node) => node.id),
    edges,
  );
}

/** What is gone today stands at its home of then. */
export function placesThen(today: Places, then: Graph): Places {
  const ids = then.nodes.map((node) => node.id);
  const start = ids.every((id) => today.has(id))
    ? today
    : homes(then.anchor_node_id, ids, then.edges);
  return new Map(ids.map((id) => [id, today.get(id) ?? start.get(id) ?? { x: 0, y: 0 }]));
}
