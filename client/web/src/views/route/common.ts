import { t } from "../../i18n";
import { type NodeOp, OPS_MAX } from "../../model/engine";
import { nodeName } from "../../model/words";
import { announce, change, draft, type GoalView } from "../../state/app";
import { whenDraftSettled } from "../../state/draft";
import { refocusNear } from "../../ui/focus";

/** The element id of the panel that Enter on a node opens. */
export const NODE_PANEL = "node-panel";

export function shownName(view: GoalView, id: string): string {
  return nodeName(view.context, id) || t("route.self");
}

/** The pending operations as the person has set them. */
export function pendingOps(): readonly NodeOp[] {
  return draft.peek()?.page2.ops ?? [];
}

/** Changes the pending operations. Announces it if the draft is full, and changes nothing. */
export function changeOps(next: NodeOp[]): void {
  const present = pendingOps().length;
  if (next.length > OPS_MAX && next.length > present) {
    announce(t("route.full", { limit: OPS_MAX }));
    return;
  }
  change({ page: 2, patch: { ops: next } });
}

/** As `changeOps`, by a press that may take its own row away: the focus stays near. */
export function changeOpsAt(pressed: Element, ops: NodeOp[]): void {
  changeOps(ops);
  void refocusNear(pressed, whenDraftSettled());
}
