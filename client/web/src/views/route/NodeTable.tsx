import { t } from "../../i18n";
import { quantity } from "../../i18n/format";
import { simOrLive } from "../../model/graph";
import { deleteNode } from "../../model/ops";
import { type GoalView, ready } from "../../state/app";
import { eachNode, nodeIds, selected } from "../../state/route";
import { Icon } from "../../ui/Icon";
import { RowTable } from "../../ui/RowTable";
import { Section } from "../../ui/Section";
import { Term } from "../../ui/Term";
import { UserText } from "../../ui/UserText";
import { useFollowing } from "../../ui/use-following";
import { changeOpsAt, pendingOps, shownName } from "./common";
import { ScaleSlider } from "./ScaleSlider";

interface Props {
  id: string;
  name: string;
}

function Cells({ id, name }: Props) {
  return (
    <>
      <td class="cell-control">
        <ScaleSlider
          id={id}
          label={t("route.scaleOf", { name })}
          hideLabel
          testId={`scale-${id}`}
        />
      </td>
      <td>
        <button
          type="button"
          class="icon-button"
          aria-label={t("route.removeOf", { name })}
          disabled={!ready.value}
          data-testid={`delete-${id}`}
          onClick={(event) =>
            changeOpsAt(event.currentTarget, deleteNode(pendingOps(), id, Date.now()))
          }
        >
          <Icon name="close" />
        </button>
      </td>
    </>
  );
}

/** The mass in LIVE, and in SIM if it differs. */
function Mass({ id }: { id: string }) {
  const node = eachNode.at(id);
  const live = useFollowing(
    () => (node.value?.live ? quantity(node.value.live.mass) : "–"),
    [node],
  );
  const sim = useFollowing(() => {
    const { live, sim } = node.value ?? {};
    return sim && sim.mass !== live?.mass ? ` → ${quantity(sim.mass)}` : "";
  }, [node]);
  return (
    <td data-testid={`mass-${id}`}>
      {live}
      <span class="sim-text">{sim}</span>
    </td>
  );
}

/** Renders when the node is new or deleted. Its numbers follow signals. */
function Row({ id, name }: Props) {
  const node = eachNode.at(id);
  const state = useFollowing(() => {
    if (node.value?.sim === null) return "gone";
    return node.value?.live === null ? "new" : "kept";
  }, [node]).value;
  const sigma = useFollowing(
    () => (node.value ? quantity(simOrLive(node.value).sigma) : ""),
    [node],
  );
  const pressed = useFollowing(() => selected.value === id, [id]);
  return (
    <tr data-testid={`row-${id}`} data-state={state}>
      <th scope="row">
        <button
          type="button"
          class="link"
          aria-pressed={pressed}
          aria-label={t("route.select", { name })}
          data-testid={`select-${id}`}
          onClick={() => {
            selected.value = id;
          }}
        >
          <UserText of={name} />
        </button>
        {state === "new" && <span class="badge sim-badge">{t("route.isNew")}</span>}
        {state === "gone" && <span class="badge sim-badge">{t("route.isGone")}</span>}
      </th>
      <Mass id={id} />
      <td>{sigma}</td>
      {id !== "SELF" && state !== "gone" && <Cells id={id} name={name} />}
    </tr>
  );
}

/** The nodes as a table, which offers all that the picture does to keyboards and screen readers. */
export function NodeTable({ view }: { view: GoalView }) {
  return (
    <Section title={t("route.nodes")}>
      <RowTable
        class="node-rows"
        caption={t("route.nodes")}
        testId="node-table"
        head={
          <>
            <th scope="col">
              <Term term="node" />
            </th>
            <th scope="col">{t("route.mass")}</th>
            <th scope="col">{t("route.sigma")}</th>
            <th scope="col">{t("route.scale")}</th>
            <th scope="col">
              <span class="hidden">{t("route.remove")}</span>
            </th>
          </>
        }
        items={nodeIds.value}
        row={(id) => <Row key={id} id={id} name={shownName(view, id)} />}
      />
    </Section>
  );
}
