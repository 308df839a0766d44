import { t } from "../../i18n";
import { quantity } from "../../i18n/format";
import { ready } from "../../state/app";
import type { Paired } from "../../state/graph";
import type { GraphNode, NodeOp, VaultView } from "../../state/model";
import { deleteNode, pendingScale, scaleNode } from "../../state/ops";
import { Section, Slider } from "../../ui/fields";
import { Icon } from "../../ui/Icon";
import { useGradual } from "../../ui/useGradual";
import { changeOps, pendingOps, selected, shownName } from "./common";

interface CellsProps {
  id: string;
  name: string;
  scale: number;
}

function Cells({ id, name, scale }: CellsProps) {
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
          onInput={(next) => changeOps(scaleNode(pendingOps(), id, next, Date.now()))}
        />
      </td>
      <td>
        <button
          type="button"
          class="icon-button"
          aria-label={t("route.removeOf", { name })}
          disabled={!ready.value}
          data-testid={`delete-${id}`}
          onClick={() => changeOps(deleteNode(pendingOps(), id, Date.now()))}
        >
          <Icon name="close" />
        </button>
      </td>
    </>
  );
}

interface RowProps extends CellsProps {
  live: number | null;
  sim: number | null;
  sigma: number;
}

/** Only numbers and texts come in: a row is rendered again when one of its own has changed. */
function Row({ id, name, scale, live, sim, sigma }: RowProps) {
  const state = sim === null ? "gone" : live === null ? "new" : "kept";
  return (
    <tr data-testid={`row-${id}`} data-state={state}>
      <th scope="row">
        <button
          type="button"
          class="link"
          aria-pressed={selected.value === id}
          aria-label={t("route.select", { name })}
          data-testid={`select-${id}`}
          onClick={() => {
            selected.value = id;
          }}
        >
          {name}
        </button>
        {state === "new" && <span class="badge sim-badge">{t("route.isNew")}</span>}
        {state === "gone" && <span class="badge sim-badge">{t("route.isGone")}</span>}
      </th>
      <td data-testid={`mass-${id}`}>
        {live === null ? "–" : quantity(live)}
        {sim !== null && sim !== live && <span class="sim-text"> → {quantity(sim)}</span>}
      </td>
      <td>{quantity(sigma)}</td>
      {id !== "SELF" && state !== "gone" ? (
        <Cells id={id} name={name} scale={scale} />
      ) : (
        <td colSpan={2} />
      )}
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
  const shown = useGradual(nodes.length);
  return (
    <Section title={t("route.nodes")}>
      <div class="table-box">
        <table class="table table-wide" data-testid="node-table">
          <caption class="hidden">{t("route.nodes")}</caption>
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
            {nodes.slice(0, shown).map(({ live, sim }) => {
              const node = sim ?? live;
              if (!node) return null;
              return (
                <Row
                  key={node.id}
                  id={node.id}
                  name={shownName(view, node.id)}
                  scale={pendingScale(ops, node.id)}
                  live={live ? live.mass : null}
                  sim={sim ? sim.mass : null}
                  sigma={node.sigma}
                />
              );
            })}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
