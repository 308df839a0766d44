import "./PendingOps.css";
import { computed } from "@preact/signals";
import { type Key, t } from "../../i18n";
import { quantity } from "../../i18n/format";
import { namedEffects } from "../../model/effects";
import type { NodeOp } from "../../model/engine";
import { removeOp } from "../../model/ops";
import { type GoalView, ready } from "../../state/app";
import { effects } from "../../state/readings";
import { eachOp, opIds } from "../../state/route";
import { Icon } from "../../ui/Icon";
import { listOf } from "../../ui/Quantities";
import { Section } from "../../ui/Section";
import { useFollowing } from "../../ui/use-following";
import { changeOpsAt, pendingOps, shownName } from "./common";

function describe(view: GoalView, op: NodeOp): string {
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

function PendingOp({ view, id }: { view: GoalView; id: string }) {
  const op = eachOp.at(id);
  const text = useFollowing(() => op.value && describe(view, op.value), [op, view]);
  const back = useFollowing(() => t("route.takeBackOf", { op: text.value ?? "" }), [text]);
  return (
    <li data-testid="pending-op" data-type={op.peek()?.type}>
      <span>{text}</span>
      <button
        type="button"
        class="icon-button"
        aria-label={back}
        disabled={!ready.value}
        data-testid={`take-back-${id}`}
        onClick={(event) => changeOpsAt(event.currentTarget, removeOp(pendingOps(), id))}
      >
        <Icon name="undo" />
      </button>
    </li>
  );
}

const draftEffect = computed(() => {
  const list = listOf(namedEffects(effects.value));
  return list && t("effect.ofDraft", { list });
});

/** The pending operations of the next commit. Each can be undone. */
export function PendingOps({ view }: { view: GoalView }) {
  return (
    <Section title={t("route.pending")}>
      {opIds.value.length === 0 ? (
        <p class="muted">{t("route.pendingNone")}</p>
      ) : (
        <>
          <ul class="ops" data-testid="pending-ops">
            {opIds.value.map((id) => (
              <PendingOp key={id} view={view} id={id} />
            ))}
          </ul>
          <p class="muted" data-testid="pending-effect">
            {draftEffect}
          </p>
        </>
      )}
    </Section>
  );
}
