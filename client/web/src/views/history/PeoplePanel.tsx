import "./PeoplePanel.css";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { count, dayOf, quantity } from "../../i18n/format";
import type { People, Person } from "../../model/engine";
import { nodeName } from "../../model/words";
import type { GoalView } from "../../state/app";
import { people } from "../../state/over-time";
import { UserText } from "../../ui/UserText";

/** How many people are listed at first, and how many values of a flow. */
const LISTED = 8;
const FLOWS = 6;

function stayText({ stays }: Person): string {
  return stays
    .map((stay) => {
      const joined = t("record.joined", { day: dayOf(stay.joined_ms) });
      return stay.left_ms === null
        ? joined
        : `${joined}, ${t("record.left", { day: dayOf(stay.left_ms) })}`;
    })
    .join("; ");
}

function flowText({ flows, earlier }: Person): string {
  const values = flows.slice(-FLOWS).map((point) => quantity(point.flow));
  const cut = earlier + flows.length > FLOWS;
  return t("record.flow", { values: `${cut ? "… → " : ""}${values.join(" → ")}` });
}

/** The times in the graph as bars along the commits. The text beside them says the same. */
function Stays({ of, total }: { of: Person; total: number }) {
  const last = Math.max(1, total - 1);
  return (
    <span class="person-stays" aria-hidden="true">
      {of.stays.map((stay) => (
        <i
          key={stay.joined}
          style={{
            insetInlineStart: `${(100 * stay.joined) / last}%`,
            width: `${(100 * ((stay.left ?? last) - stay.joined)) / last}%`,
          }}
        />
      ))}
    </span>
  );
}

function Row({ of, view, total }: { of: Person; view: GoalView; total: number }) {
  return (
    <li class="person" data-testid={`person-${of.node}`}>
      <span class="person-name">
        <UserText of={of.name} or={nodeName(view.context, of.node)} />
      </span>
      <Stays of={of} total={total} />
      <span class="person-facts">
        {stayText(of)} · {flowText(of)} · {t("record.mass", { value: quantity(of.mass) })}
      </span>
    </li>
  );
}

function List({ of, view }: { of: People; view: GoalView }) {
  const [all, setAll] = useState(false);
  const listed = all ? of.people : of.people.slice(0, LISTED);
  return (
    <>
      <ul class="people">
        {listed.map((person) => (
          <Row key={person.node} of={person} view={view} total={of.total} />
        ))}
      </ul>
      {listed.length < of.people.length && (
        <button
          type="button"
          class="button quiet"
          data-testid="people-all"
          onClick={() => setAll(true)}
        >
          {t("record.allPeople", { n: count(of.people.length) })}
        </button>
      )}
      {all && of.more > 0 && <p class="muted">{t("past.more", { n: count(of.more) })}</p>}
    </>
  );
}

/** When each node of the graph joined and left, how its flow changed, and what people move in these rules. */
export function PeoplePanel({ view }: { view: GoalView }) {
  const of = people.value?.head === view.head ? people.value : null;
  return (
    <section class="over-time" aria-labelledby="people-title" data-testid="people">
      <h2 id="people-title">{t("record.people")}</h2>
      {!of && <p class="muted">{t("app.loading")}</p>}
      {of?.people.length === 0 && <p class="muted">{t("record.noPeople")}</p>}
      {of && of.people.length > 0 && <List of={of} view={view} />}
      <p class="muted" data-testid="people-rule">
        {t("record.peopleRule")}
      </p>
    </section>
  );
}
