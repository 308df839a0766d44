import { t } from "../../i18n";
import { type NodeOp, OPS_MAX } from "../../model/engine";
import { nodeName } from "../../model/words";
import { announce, change, draft, type GoalView } from "../../state/app";

/** The panel that Enter on a node leads to. */
export const NODE_PANEL = "node-panel";

export function shownName(view: GoalView, id: string): string {
  return nodeName(view.context, id) || t("route.self");
}

/** The operations as the person has set them by now. */
export function pendingOps(): readonly NodeOp[] {
  return draft.peek()?.page2.ops ?? [];
}

/** The one way pending operations change; a full draft says so and stays as it is. */
export function changeOps(next: NodeOp[]): void {
  const present = pendingOps().length;
  if (next.length > OPS_MAX && next.length > present) {
    announce(t("route.full", { limit: OPS_MAX }));
    return;
  }
  change({ page: 2, patch: { ops: next } });
}
