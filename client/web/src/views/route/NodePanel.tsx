import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { quantity } from "../../i18n/format";
import { announceProblem, ready, setWords } from "../../state/app";
import type { Paired } from "../../state/graph";
import type { GraphNode, NodeOp, VaultView } from "../../state/model";
import { deleteNode, pendingScale, scaleNode, setFlow } from "../../state/ops";
import { Field, Section, Slider } from "../../ui/fields";
import { NAME_MAX } from "./AddNode";
import { changeOps, NODE_PANEL, shownName } from "./common";

interface Props {
  view: VaultView;
  pair: Paired<GraphNode> | null;
  ops: readonly NodeOp[];
  nodes: readonly Paired<GraphNode>[];
}

function Name({ view, id }: { view: VaultView; id: string }) {
  const known = view.context.names?.[id] ?? "";
  const [name, setName] = useState(known);
  const save = () => {
    const text = name.trim();
    if (text !== known) setWords({ names: { [id]: text || null } }).catch(announceProblem);
  };
  return (
    <Field
      label={t("route.rename")}
      value={name}
      maxLength={NAME_MAX}
      testId="node-name"
      onInput={setName}
      onCommit={save}
    />
  );
}

function Connect({ view, id, ops, nodes }: { view: VaultView; id: string } & Omit<Props, "pair">) {
  const [target, setTarget] = useState("");
  const [flow, setFlowValue] = useState(0.5);
  const others = nodes.flatMap((pair) => (pair.sim && pair.sim.id !== id ? [pair.sim.id] : []));
  if (others.length === 0) return null;
  const chosen = others.includes(target) ? target : (others[0] ?? "");
  return (
    <fieldset class="group">
      <legend>{t("route.connectTitle")}</legend>
      <label class="field">
        <span>{t("route.to")}</span>
        <select
          value={chosen}
          data-testid="connect-to"
          onChange={(event) => setTarget(event.currentTarget.value)}
        >
          {others.map((other) => (
            <option key={other} value={other}>
              {shownName(view, other)}
            </option>
          ))}
        </select>
      </label>
      <Slider
        label={t("route.flow")}
        value={flow}
        min={0}
        max={1}
        step={0.01}
        shown={quantity(flow)}
        testId="connect-flow"
        onInput={setFlowValue}
      />
      <button
        type="button"
        class="button"
        disabled={!ready.value}
        data-testid="connect-button"
        onClick={() => changeOps(setFlow(ops, id, chosen, flow, Date.now()))}
      >
        {t("route.connectButton")}
      </button>
    </fieldset>
  );
}

/** What can be done with the selected node. */
export function NodePanel({ view, pair, ops, nodes }: Props) {
  const node = pair?.sim ?? pair?.live;
  if (!node) {
    return (
      <Section title={t("route.node")}>
        <p class="muted">{t("route.selectHint")}</p>
      </Section>
    );
  }
  const name = shownName(view, node.id);
  const isSelf = node.id === "SELF";
  const gone = pair?.sim === null;
  return (
    <div id={NODE_PANEL}>
      <Section title={t("route.selected", { name })}>
        {gone && <p class="badge">{t("route.isGone")}</p>}
        {!isSelf && (
          <Name
            key={`${node.id} ${view.context.names?.[node.id] ?? ""}`}
            view={view}
            id={node.id}
          />
        )}
        {!isSelf && !gone && (
          <Slider
            label={t("route.scale")}
            value={pendingScale(ops, node.id)}
            min={0.5}
            max={2}
            step={0.01}
            shown={`× ${quantity(pendingScale(ops, node.id))}`}
            testId="node-scale"
            disabled={!ready.value}
            onInput={(scale) => changeOps(scaleNode(ops, node.id, scale, Date.now()))}
          />
        )}
        {!gone && <Connect key={`c ${node.id}`} view={view} id={node.id} ops={ops} nodes={nodes} />}
        {!isSelf && !gone && (
          <button
            type="button"
            class="button"
            disabled={!ready.value}
            data-testid="node-delete"
            onClick={() => changeOps(deleteNode(ops, node.id, Date.now()))}
          >
            {t("route.removeOf", { name })}
          </button>
        )}
      </Section>
    </div>
  );
}
