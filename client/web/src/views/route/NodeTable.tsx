import { t } from "../../i18n";
import { quantity } from "../../i18n/format";
import { ready } from "../../state/app";
import type { Paired } from "../../state/graph";
import type { GraphNode, NodeOp, VaultView } from "../../state/model";
import { deleteNode, pendingScale, scaleNode } from "../../state/ops";
import { Section, Slider } from "../../ui/fields";
import { Icon } from "../../ui/Icon";
import { changeOps, selected, shownName } from "./common";

interface RowProps {
  view: VaultView;
  pair: Paired<GraphNode>;
  ops: readonly NodeOp[];
}

interface CellsProps {
  id: string;
  name: string;
  ops: readonly NodeOp[];
  editable: boolean;
}

function Cells({ id, name, ops, editable }: CellsProps) {
  const scale = pendingScale(ops, id);
  if (!editable) return <td colSpan={2} />;
  return (
    <>
      <td class="cell-control">
        <Slider
          label={t("route.scaleOf", { name })}
          hideLabel
          value={scale}
          min={0.5}
          max={2}
          step={0.01}
          shown={`× ${quantity(scale)}`}
          testId={`scale-${id}`}
          disabled={!ready.value}
          onInput={(next) => changeOps(scaleNode(ops, id, next, Date.now()))}
        />
      </td>
      <td>
        <button
          type="button"
          class="icon-button"
          aria-label={t("route.removeOf", { name })}
          disabled={!ready.value}
          data-testid={`delete-${id}`}
          onClick={() => changeOps(deleteNode(ops, id, Date.now()))}
        >
          <Icon name="close" />
        </button>
      </td>
    </>
  );
}

function Row({ view, pair, ops }: RowProps) {
  const node = pair.sim ?? pair.live;
  if (!node) return null;
  const { live, sim } = pair;
  const name = shownName(view, node.id);
  const state = !sim ? "gone" : !live ? "new" : "kept";
  return (
    <tr data-testid={`row-${node.id}`} data-state={state}>
      <th scope="row">
        <button
          type="button"
          class="link"
          aria-pressed={selected.value === node.id}
          aria-label={t("route.select", { name })}
          data-testid={`select-${node.id}`}
          onClick={() => {
            selected.value = node.id;
          }}
        >
          {name}
        </button>
        {state === "new" && <span class="badge sim-badge">{t("route.isNew")}</span>}
        {state === "gone" && <span class="badge sim-badge">{t("route.isGone")}</span>}
      </th>
      <td data-testid={`mass-${node.id}`}>
        {live ? quantity(live.mass) : "–"}
        {view.sim && sim && sim.mass !== live?.mass && (
          <span class="sim-text"> → {quantity(sim.mass)}</span>
        )}
      </td>
      <td>{quantity(node.sigma)}</td>
      <Cells id={node.id} name={name} ops={ops} editable={node.id !== "SELF" && sim !== null} />
    </tr>
  );
}

interface Props {
  view: VaultView;
  nodes: readonly Paired<GraphNode>[];
  ops: readonly NodeOp[];
}

/** The graph's nodes as a table: everything that the picture offers, for keys and readers. */
export function NodeTable({ view, nodes, ops }: Props) {
  return (
    <Section title={t("route.nodes")}>
      <div class="table-box">
        <table class="table table-wide" data-testid="node-table">
          <thead>
            <tr>
              <th scope="col">{t("route.node")}</th>
              <th scope="col">{t("route.mass")}</th>
              <th scope="col">{t("route.sigma")}</th>
              <th scope="col">{t("route.scale")}</th>
              <th scope="col">
                <span class="hidden">{t("route.remove")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {nodes.map((pair) => (
              <Row key={(pair.sim ?? pair.live)?.id} view={view} pair={pair} ops={ops} />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
