import { t } from "../../i18n";
import { quantity } from "../../i18n/format";
import { RANGES } from "../../model/engine";
import { linkKey } from "../../model/graph";
import { setFlow } from "../../model/ops";
import { type GoalView, ready } from "../../state/app";
import { eachEdge, links } from "../../state/route";
import { Slider } from "../../ui/Fields";
import { RowTable } from "../../ui/RowTable";
import { Section } from "../../ui/Section";
import { Term } from "../../ui/Term";
import { UserText } from "../../ui/UserText";
import { useFollowing } from "../../ui/use-following";
import { changeOps, pendingOps, shownName } from "./common";

interface Props {
  a: string;
  b: string;
  from: string;
  to: string;
}

function Flow({ a, b, from, to }: Props) {
  const edge = eachEdge.at(linkKey({ a, b }));
  const flow = useFollowing(() => edge.value?.sim?.flow ?? 0, [edge]);
  const shown = useFollowing(() => quantity(flow.value), [flow]);
  return (
    <Slider
      label={t("route.flowOf", { a: from, b: to })}
      hideLabel
      value={flow}
      {...RANGES.flow}
      step={0.01}
      shown={shown}
      testId={`flow-${a}-${b}`}
      disabled={!ready.value}
      onInput={(next) => changeOps(setFlow(pendingOps(), a, b, next, Date.now()))}
    />
  );
}

/** Renders when the edge is new or deleted. Its numbers follow signals. */
function Row(props: Props) {
  const { a, b, from, to } = props;
  const edge = eachEdge.at(linkKey({ a, b }));
  const live = useFollowing(
    () => (edge.value?.live ? quantity(edge.value.live.flow) : "–"),
    [edge],
  );
  const gone = useFollowing(() => edge.value?.sim === null, [edge]);
  return (
    <tr data-testid={`edge-${a}-${b}`}>
      <th scope="row">
        <UserText of={from} />
      </th>
      <td>
        <UserText of={to} />
      </td>
      <td>{live}</td>
      <td class="cell-control">
        {gone.value ? (
          <span class="badge sim-badge">{t("route.isGone")}</span>
        ) : (
          <Flow {...props} />
        )}
      </td>
    </tr>
  );
}

/** The edges as a table with their flows. */
export function EdgeTable({ view }: { view: GoalView }) {
  if (links.value.length === 0) {
    return (
      <Section title={t("route.edges")}>
        <p class="muted">{t("route.noEdges")}</p>
      </Section>
    );
  }
  return (
    <Section title={t("route.edges")}>
      <RowTable
        class="edge-rows"
        caption={t("route.edges")}
        testId="edge-table"
        head={
          <>
            <th scope="col">{t("route.from")}</th>
            <th scope="col">{t("route.to")}</th>
            <th scope="col">{t("mode.live")}</th>
            <th scope="col">
              <Term term="flow" />
            </th>
          </>
        }
        items={links.value}
        row={({ a, b }) => (
          <Row
            key={linkKey({ a, b })}
            {...{ a, b }}
            from={shownName(view, a)}
            to={shownName(view, b)}
          />
        )}
      />
    </Section>
  );
}
