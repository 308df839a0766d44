import { t } from "../../i18n";
import type { NodeOp } from "../../model/engine";
import { MAX_OPS } from "../../model/ops";
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
  if (next.length > MAX_OPS && next.length > present) {
    announce(t("route.full", { limit: MAX_OPS }));
    return;
  }
  change({ page: 2, patch: { ops: next } });
}
