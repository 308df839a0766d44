import { t } from "../../i18n";
import { quantity } from "../../i18n/format";
import { ready } from "../../state/app";
import type { Paired } from "../../state/graph";
import type { GraphEdge, VaultView } from "../../state/model";
import { setFlow } from "../../state/ops";
import { Section, Slider } from "../../ui/fields";
import { useGradual } from "../../ui/useGradual";
import { changeOps, pendingOps, shownName } from "./common";

interface RowProps {
  a: string;
  b: string;
  from: string;
  to: string;
  live: number | null;
  sim: number | null;
}

function Row({ a, b, from, to, live, sim }: RowProps) {
  return (
    <tr data-testid={`edge-${a}-${b}`}>
      <th scope="row">{from}</th>
      <td>{to}</td>
      <td>{live === null ? "–" : quantity(live)}</td>
      <td class="cell-control">
        {sim === null ? (
          <span class="badge sim-badge">{t("route.isGone")}</span>
        ) : (
          <Slider
            label={t("route.flowOf", { a: from, b: to })}
            hideLabel
            value={sim}
            min={0}
            max={1}
            step={0.01}
            shown={quantity(sim)}
            testId={`flow-${a}-${b}`}
            disabled={!ready.value}
            onInput={(flow) => changeOps(setFlow(pendingOps(), a, b, flow, Date.now()))}
          />
        )}
      </td>
    </tr>
  );
}

interface Props {
  view: VaultView;
  edges: readonly Paired<GraphEdge>[];
}

/** The graph's edges as a table with their flows. */
export function EdgeTable({ view, edges }: Props) {
  const shown = useGradual(edges.length);
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
          <caption class="hidden">{t("route.edges")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("route.from")}</th>
              <th scope="col">{t("route.to")}</th>
              <th scope="col">{t("mode.live")}</th>
              <th scope="col">{t("route.flow")}</th>
            </tr>
          </thead>
          <tbody>
            {edges.slice(0, shown).map(({ live, sim }) => {
              const edge = sim ?? live;
              if (!edge) return null;
              return (
                <Row
                  key={`${edge.a} ${edge.b}`}
                  a={edge.a}
                  b={edge.b}
                  from={shownName(view, edge.a)}
                  to={shownName(view, edge.b)}
                  live={live ? live.flow : null}
                  sim={sim ? sim.flow : null}
                />
              );
            })}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
