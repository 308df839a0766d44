import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { quantity } from "../../i18n/format";
import { NODE_NAME_LENGTH_MAX, RANGES } from "../../model/engine";
import { deleteNode, setFlow } from "../../model/ops";
import { type GoalView, ready } from "../../state/app";
import { eachNode, keptIds, picked } from "../../state/route";
import { useWord } from "../../state/use-word";
import { Field, Slider } from "../../ui/Fields";
import { Section } from "../../ui/Section";
import { useFollowing } from "../../ui/use-following";
import { changeOps, changeOpsAt, NODE_PANEL, pendingOps, shownName } from "./common";
import { ScaleSlider } from "./ScaleSlider";

interface Props {
  view: GoalView;
  id: string;
}

function Name({ view, id }: Props) {
  const known = view.context.names?.[id] ?? "";
  const word = useWord(view.vault, `node.${id}`, known, (name) => ({ names: { [id]: name } }));
  return (
    <Field
      label={t("route.rename")}
      {...word}
      maxLength={NODE_NAME_LENGTH_MAX}
      testId="node-name"
    />
  );
}

function Connect({ view, id }: Props) {
  const [target, setTarget] = useState("");
  const [flow, setFlowValue] = useState(0.5);
  const others = keptIds.value.filter((other) => other !== id);
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
            <option key={other} value={other} dir="auto">
              {shownName(view, other)}
            </option>
          ))}
        </select>
      </label>
      <Slider
        label={t("route.flow")}
        value={flow}
        {...RANGES.flow}
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
        onClick={() => changeOps(setFlow(pendingOps(), id, chosen, flow, Date.now()))}
      >
        {t("route.connectButton")}
      </button>
    </fieldset>
  );
}

function Panel({ view, id }: Props) {
  const node = eachNode.at(id);
  const gone = useFollowing(() => node.value?.sim === null, [node]).value;
  const name = shownName(view, id);
  const isSelf = id === "SELF";
  return (
    <div id={NODE_PANEL}>
      <Section title={t("route.selected", { name })}>
        {gone && <p class="badge">{t("route.isGone")}</p>}
        {!isSelf && <Name key={`${view.vault} ${id}`} view={view} id={id} />}
        {!isSelf && !gone && <ScaleSlider id={id} label={t("route.scale")} testId="node-scale" />}
        {!gone && <Connect key={`c ${id}`} view={view} id={id} />}
        {!isSelf && !gone && (
          <button
            type="button"
            class="button"
            disabled={!ready.value}
            data-testid="node-delete"
            onClick={(event) =>
              changeOpsAt(event.currentTarget, deleteNode(pendingOps(), id, Date.now()))
            }
          >
            {t("route.removeOf", { name })}
          </button>
        )}
      </Section>
    </div>
  );
}

/** The controls of the selected node. */
export function NodePanel({ view }: { view: GoalView }) {
  if (picked.value) return <Panel view={view} id={picked.value} />;
  return (
    <Section title={t("route.node")}>
      <p class="muted">{t("route.selectHint")}</p>
    </Section>
  );
}
