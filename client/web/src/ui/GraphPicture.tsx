import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { quantity } from "../i18n/format";
import type { Paired } from "../state/graph";
import type { GraphEdge, GraphNode } from "../state/model";
import type { Places } from "../state/places";
import { theme } from "../state/prefs";
import { isArrow, nextInDirection } from "./graph/directions";
import { Gestures, type GraphActions } from "./graph/Gestures";
import { Stage } from "./graph/Stage";
import { sceneOf } from "./graph/scene";
import { Icon } from "./Icon";

interface Props extends GraphActions {
  nodes: readonly Paired<GraphNode>[];
  edges: readonly Paired<GraphEdge>[];
  drafting: boolean;
  places: Places;
  selected: string | null;
  /** The id of the words that say what the picture shows. */
  describedBy: string;
  nameOf: (id: string) => string;
  onOpen: (id: string) => void;
  onScaleBy: (id: string, step: number) => void;
  onDelete: (id: string) => void;
}

const SCALE_STEP = 0.05;
const ZOOM_STEP = 1.4;

/** What the keys do on the node that has the focus; true when it was one of them. */
function act(key: string, id: string, linkFrom: string | null, props: Props): boolean {
  if (key === "Enter" || key === " ") {
    if (linkFrom && linkFrom !== id) props.onConnect(linkFrom, id);
    else props.onOpen(id);
    return true;
  }
  if (key === "+" || key === "=") props.onScaleBy(id, SCALE_STEP);
  else if (key === "-") props.onScaleBy(id, -SCALE_STEP);
  else if (key === "Delete" || key === "Backspace") props.onDelete(id);
  else return false;
  return true;
}

function useStage(props: Props) {
  const host = useRef<HTMLDivElement>(null);
  const stage = useRef<Stage | null>(null);
  const latest = useRef(props);
  latest.current = props;
  useLayoutEffect(() => {
    if (!host.current) return undefined;
    const made = new Stage(host.current);
    const gestures = new Gestures(host.current, made, () => latest.current);
    stage.current = made;
    return () => {
      gestures.close();
      made.close();
    };
  }, []);
  const onPick = useCallback((id: string) => latest.current.onSelect(id), []);
  return { host, stage, onPick };
}

function useKeys(props: Props, host: { current: HTMLElement | null }) {
  const [focused, setFocused] = useState<string | null>(null);
  const [linkFrom, setLinkFrom] = useState<string | null>(null);
  const ids = props.nodes.map((pair) => (pair.sim ?? pair.live)?.id ?? "");
  const focus = (id: string) => {
    setFocused(id);
    host.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const id = (event.target as HTMLElement).dataset.node;
    if (!id) return;
    const { key } = event;
    if (isArrow(key)) focus(nextInDirection(props.places, ids, id, key) ?? id);
    else if (key === "Home") focus("SELF");
    else if (key.toLowerCase() === "c") setLinkFrom(id);
    else if (key === "Escape" && linkFrom) setLinkFrom(null);
    else if (act(key, id, linkFrom, props)) setLinkFrom(null);
    else return;
    event.preventDefault();
  };
  return { focused, setFocused, linkFrom, onKeyDown };
}

function spotText({ name, mass, sigma, gone, isNew }: SpotProps): string {
  const values = { name, mass: quantity(mass), sigma: quantity(sigma) };
  if (gone) return t("pictures.nodeGone", values);
  return t(isNew ? "pictures.nodeNew" : "pictures.node", values);
}

interface SpotProps {
  id: string;
  name: string;
  mass: number;
  sigma: number;
  gone: boolean;
  isNew: boolean;
  reachable: boolean;
  picked: boolean;
  linking: boolean;
  onFocus: (id: string) => void;
  onPick: (id: string) => void;
}

/** Only numbers, texts and the same two functions come in: a spot is rendered again when something of its own changed. */
function Spot(props: SpotProps) {
  const { id, reachable, picked, linking, onFocus, onPick } = props;
  return (
    <button
      type="button"
      class={linking ? "node-spot is-linking" : "node-spot"}
      tabIndex={reachable ? 0 : -1}
      aria-pressed={picked}
      aria-label={spotText(props)}
      data-node={id}
      data-testid={`node-${id}`}
      onFocus={() => onFocus(id)}
      onClick={() => onPick(id)}
    />
  );
}

function Tools({ stage }: { stage: { current: Stage | null } }) {
  return (
    <div class="graph-tools" data-tool>
      <button
        type="button"
        class="icon-button"
        aria-label={t("pictures.zoomIn")}
        data-testid="graph-zoom-in"
        onClick={() => stage.current?.zoomBy(ZOOM_STEP)}
      >
        <Icon name="plus" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={t("pictures.zoomOut")}
        data-testid="graph-zoom-out"
        onClick={() => stage.current?.zoomBy(1 / ZOOM_STEP)}
      >
        <Icon name="minus" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={t("pictures.fit")}
        data-testid="graph-fit"
        onClick={() => stage.current?.fit()}
      >
        <Icon name="fit" />
      </button>
    </div>
  );
}

/** Size is mass, unrest is sigma, moving dashes are flow; SIM is dashed over LIVE. Buttons without a face carry focus. */
export function GraphPicture(props: Props) {
  const { places, shift, selected } = props;
  const { host, stage, onPick } = useStage(props);
  const { focused, setFocused, linkFrom, onKeyDown } = useKeys(props, host);
  const { nodes, edges, drafting, nameOf } = props;
  const made = [nodes, edges, drafting, places, selected, nameOf];
  const scene = useMemo(() => sceneOf(props), made);
  useLayoutEffect(() => stage.current?.show(scene, shift), [scene, shift]);
  // The stage reads its colours from the document, which follows the theme.
  useEffect(() => stage.current?.restyle(), [theme.value]);
  const reachable = [focused, selected, "SELF"].find((id) => id && places.has(id));
  return (
    <fieldset
      class="graph-stage"
      aria-label={t("route.graph", { nodes: props.nodes.length, edges: props.edges.length })}
      aria-describedby={props.describedBy}
      data-testid="graph"
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys reach it from the buttons inside */}
      <div ref={host} class="graph" onKeyDown={onKeyDown}>
        <canvas class="graph-canvas" />
        <div class="graph-layer">
          {scene.nodes.map((node) => (
            <Spot
              key={node.id}
              id={node.id}
              name={node.name}
              mass={node.mass}
              sigma={node.sigma}
              gone={node.gone}
              isNew={!node.live}
              reachable={node.id === reachable}
              picked={node.id === selected}
              linking={linkFrom === node.id}
              onFocus={setFocused}
              onPick={onPick}
            />
          ))}
        </div>
        <Tools stage={stage} />
      </div>
      <p class="hidden" role="status">
        {linkFrom ? t("pictures.linking", { name: props.nameOf(linkFrom) }) : ""}
      </p>
    </fieldset>
  );
}
