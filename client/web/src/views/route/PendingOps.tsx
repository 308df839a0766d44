import { type Key, t } from "../../i18n";
import { quantity } from "../../i18n/format";
import { ready } from "../../state/app";
import type { NodeOp, VaultView } from "../../state/model";
import { takeBack } from "../../state/ops";
import { Section } from "../../ui/fields";
import { Icon } from "../../ui/Icon";
import { changeOps, shownName } from "./common";

function describe(view: VaultView, op: NodeOp): string {
  const key = `route.op${op.type}` as Key;
  switch (op.type) {
    case "NODE_CREATE":
      return t(key, { name: shownName(view, op.node.id) });
    case "NODE_DELETE":
      return t(key, { name: shownName(view, op.node_id) });
    case "NODE_MASS_SCALE":
      return t(key, { name: shownName(view, op.node_id), scale: quantity(op.scale ?? 1) });
    case "EDGE_WEIGHT_SET":
      return t(key, {
        a: shownName(view, op.a),
        b: shownName(view, op.b),
        flow: quantity(op.flow ?? 0),
      });
  }
}

/** What the next commit would do to the graph; each can be taken back. */
export function PendingOps({ view, ops }: { view: VaultView; ops: readonly NodeOp[] }) {
  return (
    <Section title={t("route.pending")}>
      {ops.length === 0 ? (
        <p class="muted">{t("route.pendingNone")}</p>
      ) : (
        <ul class="ops" data-testid="pending-ops">
          {ops.map((op) => {
            const text = describe(view, op);
            return (
              <li key={op.op_id} data-testid="pending-op" data-type={op.type}>
                <span>{text}</span>
                <button
                  type="button"
                  class="icon-button"
                  aria-label={t("route.takeBackOf", { op: text })}
                  disabled={!ready.value}
                  data-testid={`take-back-${op.op_id}`}
                  onClick={() => changeOps(takeBack(ops, op.op_id))}
                >
                  <Icon name="undo" />
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </Section>
  );
}
