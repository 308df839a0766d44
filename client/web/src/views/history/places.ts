/** Past nodes have the places of today, so that they do not jump during playback. */

import type { StateDocument } from "../../model/engine";
import { homePositions } from "../../model/homes";
import { type Places, usePlaces } from "../../ui/graph/use-places";

type Graph = StateDocument["graph"];

export function usePlacesToday({ nodes, edges }: Graph): Places {
  return usePlaces(
    nodes.map((node) => node.id),
    edges,
  );
}

/** A node that no longer exists has its home in the past graph. */
export function placesThen(today: Places, then: Graph): Places {
  const ids = then.nodes.map((node) => node.id);
  const start = ids.every((id) => today.has(id))
    ? today
    : homePositions(then.anchor_node_id, ids, then.edges);
  return new Map(ids.map((id) => [id, today.get(id) ?? start.get(id) ?? { x: 0, y: 0 }]));
}
