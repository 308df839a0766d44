import { t } from "../../i18n";
import { quantity } from "../../i18n/format";
import { ready } from "../../state/app";
import type { Paired } from "../../state/graph";
import type { GraphEdge, NodeOp, VaultView } from "../../state/model";
import { setFlow } from "../../state/ops";
import { Section, Slider } from "../../ui/fields";
import { changeOps, shownName } from "./common";

interface Props {
  view: VaultView;
  edges: readonly Paired<GraphEdge>[];
  ops: readonly NodeOp[];
}

/** The graph's edges as a table with their flows. */
export function EdgeTable({ view, edges, ops }: Props) {
  if (edges.length === 0) {
    return (
      <Section title={t("route.edges")}>
        <p class="muted">{t("route.noEdges")}</p>
      </Section>
    );
  }
  return (
    <Section title={t("route.edges")}>
      <div class="table-box">
        <table class="table table-wide" data-testid="edge-table">
          <thead>
            <tr>
              <th scope="col">{t("route.from")}</th>
              <th scope="col">{t("route.to")}</th>
              <th scope="col">{t("mode.live")}</th>
              <th scope="col">{t("route.flow")}</th>
            </tr>
          </thead>
          <tbody>
            {edges.map(({ live, sim }) => {
              const edge = sim ?? live;
              if (!edge) return null;
              const { a, b } = edge;
              const ends = { a: shownName(view, a), b: shownName(view, b) };
              return (
                <tr key={`${a} ${b}`} data-testid={`edge-${a}-${b}`}>
                  <th scope="row">{ends.a}</th>
                  <td>{ends.b}</td>
                  <td>{live ? quantity(live.flow) : "–"}</td>
                  <td class="cell-control">
                    {sim ? (
                      <Slider
                        label={t("route.flowOf", ends)}
                        hideLabel
                        value={sim.flow}
                        min={0}
                        max={1}
                        step={0.01}
                        shown={quantity(sim.flow)}
                        testId={`flow-${a}-${b}`}
                        disabled={!ready.value}
                        onInput={(flow) => changeOps(setFlow(ops, a, b, flow, Date.now()))}
                      />
                    ) : (
                      <span class="badge sim-badge">{t("route.isGone")}</span>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
