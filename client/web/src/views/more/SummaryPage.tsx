import "./SummaryPage.css";
import { t } from "../../i18n";
import { count, dateTime, day, quantity } from "../../i18n/format";
import { DISPLAYED_QUANTITIES, SLOTS } from "../../model/engine";
import { quantitiesOf } from "../../model/quantities";
import { shown } from "../../model/text";
import { nodeName } from "../../model/words";
import { view as current, type GoalView } from "../../state/app";
import { nameOf, nodeTypeName } from "../../ui/Quantities";
import { UserText } from "../../ui/UserText";

function Quantities({ view }: { view: GoalView }) {
  const live = quantitiesOf(view.live);
  return (
    <div class="table-box">
      <table class="table">
        <caption>{t("goal.quantities")}</caption>
        <tbody>
          {DISPLAYED_QUANTITIES.map((key) => (
            <tr key={key}>
              <th scope="row">{nameOf(key)}</th>
              <td>{quantity(live[key])}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{nameOf("node_type")}</th>
            <td>{nodeTypeName(live.node_type)}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function Meanings({ view }: { view: GoalView }) {
  const { slots } = view.context;
  const meant = SLOTS.filter((slot) => slots?.[slot]);
  if (meant.length === 0) return null;
  return (
    <div class="table-box">
      <table class="table">
        <caption>{t("nav.mandala")}</caption>
        <tbody>
          {meant.map((slot) => (
            <tr key={slot}>
              <th scope="row">{t(`slot.${slot}`)}</th>
              <td class="words">
                <UserText of={slots?.[slot]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Graph({ view }: { view: GoalView }) {
  const { nodes, edges } = view.live.graph;
  const name = (id: string) => <UserText of={nodeName(view.context, id)} or={t("route.self")} />;
  return (
    <>
      <div class="table-box">
        <table class="table">
          <caption>{t("summary.nodes")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("route.node")}</th>
              <th scope="col">{t("route.mass")}</th>
              <th scope="col">{t("route.sigma")}</th>
            </tr>
          </thead>
          <tbody>
            {nodes.map((node) => (
              <tr key={node.id}>
                <th scope="row">{name(node.id)}</th>
                <td>{quantity(node.mass)}</td>
                <td>{quantity(node.sigma)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {edges.length > 0 && (
        <div class="table-box">
          <table class="table">
            <caption>{t("summary.edges")}</caption>
            <tbody>
              {edges.map(({ a, b, flow }) => (
                <tr key={`${a} ${b}`}>
                  <th scope="row">
                    {name(a)} → {name(b)}
                  </th>
                  <td>{quantity(flow)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function Chain({ view }: { view: GoalView }) {
  return (
    <dl class="facts">
      <div>
        <dt>{t("summary.commits")}</dt>
        <dd>{count(view.commits)}</dd>
      </div>
      <div>
        <dt>{t("history.head")}</dt>
        <dd class="mono">{view.head}</dd>
      </div>
      <div>
        <dt>{t("history.hash")}</dt>
        <dd class="mono">{view.state_hash}</dd>
      </div>
    </dl>
  );
}

/** One goal as a document for paper: LIVE only, in words and numbers. */
export function SummaryPage() {
  const view = current.value;
  if (!view) return <p>{t("summary.noGoal")}</p>;
  const { goal } = view.context;
  return (
    <div class="summary stack" data-testid="summary">
      <h2>
        <UserText of={shown(goal?.title) || view.name} or={t("vault.untitled")} />
      </h2>
      {goal?.why && (
        <p>
          <UserText of={goal.why} />
        </p>
      )}
      {goal?.due && <p>{t("goal.dueOn", { day: day(goal.due) })}</p>}
      <p class="muted">{t("summary.at", { when: dateTime(view.live.t_ms) })}</p>
      <Quantities view={view} />
      <Meanings view={view} />
      <Graph view={view} />
      <Chain view={view} />
      <p class="no-print">
        <button
          type="button"
          class="button primary"
          data-testid="summary-print"
          onClick={() => print()}
        >
          {t("summary.print")}
        </button>
      </p>
    </div>
  );
}
