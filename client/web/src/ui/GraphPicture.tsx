import "./GraphPicture.css";
import { effect, type ReadonlySignal } from "@preact/signals";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { quantity } from "../i18n/format";
import type { GraphEdge, GraphNode } from "../model/engine";
import { type Paired, simOrLive } from "../model/graph";
import type { Link } from "../model/homes";
import type { Path } from "../model/paths";
import { isArrow, nextInDirection } from "./graph/directions";
import { Gestures, type GraphActions } from "./graph/gestures";
import { sceneMaker } from "./graph/scene";
import { Stage } from "./graph/stage";
import type { Places } from "./graph/use-places";
import { Icon } from "./Icon";
import { letterOf } from "./keys";
import { useFollowing } from "./use-following";
import { useGradual } from "./use-gradual";

/** The content of the picture. A moving control redraws the canvas. Only a changed list of ids renders components. */
export interface ShownGraph {
  ids: ReadonlySignal<readonly string[]>;
  nodes: ReadonlySignal<readonly Paired<GraphNode>[]>;
  edges: ReadonlySignal<readonly Paired<GraphEdge>[]>;
  nodeAt: (id: string) => ReadonlySignal<Paired<GraphNode> | undefined>;
  livePath: ReadonlySignal<Path | null>;
  simPath: ReadonlySignal<Path | null>;
  selected: ReadonlySignal<string | null>;
  shift: ReadonlySignal<readonly [number, number]>;
}

interface Props extends GraphActions {
  of: ShownGraph;
  places: Places;
  /** All edges, also hidden ones. */
  links: readonly Link[];
  /** Hears how many names have no room in the picture. */
  onUnnamed: (count: number) => void;
  /** The colours change with it. */
  theme: ReadonlySignal<unknown>;
  /** The element id of the text that describes the picture. */
  describedBy: string;
  nameOf: (id: string) => string;
  onOpen: (id: string) => void;
  onScaleBy: (id: string, step: number) => void;
  onDelete: (id: string) => void;
}

const SCALE_STEP = 0.05;
const ZOOM_STEP = 1.4;
/** How many invisible buttons render with the picture. The others follow. */
const SPOTS_AT_ONCE = 40;

/** Runs the action of a key on the focused node. Returns false for any other key. */
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
    const made = new Stage(host.current, (count) => latest.current.onUnnamed(count));
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

/** Draws the scene and follows its changes. */
function useScene(
  { of, places, links, theme, nameOf }: Props,
  stage: { current: Stage | null },
  spots: readonly string[],
) {
  const make = useMemo(() => sceneMaker(nameOf), [nameOf]);
  useLayoutEffect(() => effect(() => stage.current?.setShift(of.shift.value)), [of]);
  useLayoutEffect(
    () =>
      effect(() =>
        stage.current?.show(
          make({
            nodes: of.nodes.value,
            edges: of.edges.value,
            places,
            links,
            livePath: of.livePath.value,
            simPath: of.simPath.value,
            selected: of.selected.value,
          }),
        ),
      ),
    [of, places, links, make],
  );
  useLayoutEffect(() => stage.current?.takeSpots(), [spots.length, of.ids.value]);
  // The stage reads its colours from the document.
  useEffect(() => stage.current?.restyle(), [theme.value]);
}

function useKeys(
  props: Props,
  host: { current: HTMLElement | null },
  stage: { current: Stage | null },
) {
  const [focused, setFocused] = useState<string | null>(null);
  const [linkFrom, setLinkFrom] = useState<string | null>(null);
  const focus = (id: string) => {
    setFocused(id);
    host.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const id = (event.target as HTMLElement).dataset.node;
    if (!id) return;
    const { key } = event;
    if (isArrow(key))
      focus(
        nextInDirection(stage.current?.arranged ?? props.places, props.of.ids.peek(), id, key) ??
          id,
      );
    else if (key === "Home") focus("SELF");
    else if (letterOf(event) === "c") setLinkFrom(id);
    else if (key === "Escape" && linkFrom) setLinkFrom(null);
    else if (act(key, id, linkFrom, props)) setLinkFrom(null);
    else return;
    event.preventDefault();
  };
  return { focused, setFocused, linkFrom, onKeyDown };
}

function spotText(pair: Paired<GraphNode>, name: string): string {
  const { mass, sigma } = simOrLive(pair);
  const values = { name, mass: quantity(mass), sigma: quantity(sigma) };
  if (!pair.sim) return t("pictures.nodeGone", values);
  return t(pair.live ? "pictures.node" : "pictures.nodeNew", values);
}

interface SpotProps {
  id: string;
  name: string;
  node: ReadonlySignal<Paired<GraphNode> | undefined>;
  reachable: boolean;
  picked: boolean;
  linking: boolean;
  onFocus: (id: string) => void;
  onPick: (id: string) => void;
}

function Spot({ id, name, node, reachable, picked, linking, onFocus, onPick }: SpotProps) {
  const label = useFollowing(() => node.value && spotText(node.value, name), [node, name]);
  return (
    <button
      type="button"
      class={linking ? "node-spot is-linking" : "node-spot"}
      tabIndex={reachable ? 0 : -1}
      aria-pressed={picked}
      aria-label={label}
      data-node={id}
      data-testid={`node-${id}`}
      onFocus={() => onFocus(id)}
      onClick={() => onPick(id)}
    />
  );
}

function Tools({ stage }: { stage: { current: Stage | null } }) {
  return (
    <div class="graph-tools">
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

/** Size is mass, unrest is sigma, moving dashes are flow. SIM is dashed over LIVE. Invisible buttons take the focus. */
export function GraphPicture(props: Props) {
  const { of, places, nameOf } = props;
  const { host, stage, onPick } = useStage(props);
  const { focused, setFocused, linkFrom, onKeyDown } = useKeys(props, host, stage);
  const ids = of.ids.value;
  const spots = ids.slice(0, useGradual(ids.length, SPOTS_AT_ONCE));
  useScene(props, stage, spots);
  const name = useFollowing(
    () => t("route.graph", { nodes: of.ids.value.length, edges: of.edges.value.length }),
    [of],
  );
  const selected = of.selected.value;
  const reachable = [focused, selected, "SELF"].find((id) => id && places.has(id));
  return (
    <fieldset
      class="graph-stage"
      aria-label={name}
      aria-describedby={props.describedBy}
      data-testid="graph"
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys reach it from the buttons inside */}
      <div ref={host} class="graph" onKeyDown={onKeyDown}>
        <canvas class="graph-canvas" />
        <div class="graph-layer">
          {spots.map((id) => (
            <Spot
              key={id}
              id={id}
              name={nameOf(id)}
              node={of.nodeAt(id)}
              reachable={id === reachable}
              picked={id === selected}
              linking={linkFrom === id}
              onFocus={setFocused}
              onPick={onPick}
            />
          ))}
        </div>
      </div>
      <Tools stage={stage} />
      <p class="hidden" role="status">
        {linkFrom ? t("pictures.linking", { name: nameOf(linkFrom) }) : ""}
      </p>
    </fieldset>
  );
}
