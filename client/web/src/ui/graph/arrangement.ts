/** The places of the nodes in a frame, with room for their names. They change with the graph, the frame and the letters. */
import {
  type Arranged,
  type ArrangeInput,
  arrangeToFit,
  EDGE_ROOM,
  GAP,
  nameAgain,
  RING,
  type Steps,
  scaleFor,
  segmentsOf,
} from "../../model/arrange";
import { fill } from "../../model/graph-room";
import type { Link, Point } from "../../model/homes";
import { nameLevels, type Stand } from "../../model/label-levels";
import { inOrder, type Names, type WidthOf } from "./labels";
import { radiusOf, type Scene } from "./scene";
import type { Places } from "./use-places";

/** The radius of a node that a filter hides. */
const USUAL = radiusOf(0.5);

export interface Arrangement {
  places: Places;
  links: readonly Link[];
  nameOf: (id: string) => string;
  width: number;
  height: number;
  /** Pixels per unit of the picture. */
  unit: number;
  /** In units of the picture, from the middle of the frame. */
  arranged: ReadonlyMap<string, Point>;
  /** Where the names stand in the whole picture. */
  choices: ReadonlyMap<string, number>;
}

export interface Lettering {
  names: Names;
  widthOf: WidthOf;
}

interface Frame {
  width: number;
  height: number;
}

export function isCurrent(
  made: Arrangement | null,
  { places, links, nameOf }: Scene,
  { width, height }: Frame,
): made is Arrangement {
  return (
    made?.places === places &&
    made.links === links &&
    made.nameOf === nameOf &&
    made.width === width &&
    made.height === height
  );
}

/** The nodes of the layout in pixels of the whole picture, in the order in which their names choose. */
function inputOf(scene: Scene, frame: Frame, unit: number, { names, widthOf }: Lettering) {
  const { places, links, nameOf } = scene;
  const shown = new Map(scene.nodes.map((node) => [node.id, node]));
  const all = [...places.keys()].map((id) => ({ id, mass: shown.get(id)?.mass ?? 0 }));
  const nodes = inOrder({ ...scene, selected: null, nodes: all }).map(({ id }) => {
    const { x, y } = places.get(id) ?? { x: 0, y: 0 };
    const radius = (shown.get(id)?.reach ?? USUAL) * unit;
    return { id, x, y, radius, sizes: names.sizesOf(nameOf(id), widthOf) };
  });
  return { nodes, links, ...frame, scale: unit };
}

function arrangementOf(scene: Scene, frame: Frame, unit: number, made: Arranged): Arrangement {
  const { places, links, nameOf } = scene;
  const arranged = new Map(
    [...made.places].map(([id, { x, y }]) => [id, { x: x / unit, y: y / unit }]),
  );
  const choices = new Map([...made.labels].map(([id, { choice }]) => [id, choice]));
  return { places, links, nameOf, ...frame, unit, arranged, choices };
}

/** Hidden nodes keep their room, so that a filter moves nothing. */
export function* arrangeScene(
  scene: Scene,
  frame: Frame,
  lettering: Lettering,
): Steps<Arrangement> {
  const unit = scaleFor(scene.places.size, frame.width, frame.height);
  const made = yield* arrangeToFit((scale) => inputOf(scene, frame, scale, lettering), unit);
  return arrangementOf(scene, frame, made.scale, made);
}

/** Places to begin with: nodes stay where they were before, and new ones come from a neighbour or from their layout. */
export function sketchScene(
  scene: Scene,
  frame: Frame,
  lettering: Lettering,
  before: Arrangement | null,
): Arrangement {
  const same = before?.width === frame.width && before.height === frame.height;
  const unit = same ? before.unit : scaleFor(scene.places.size, frame.width, frame.height);
  const { nodes } = inputOf(scene, frame, unit, lettering);
  if (nodes.length > 0) fill(nodes, { ...frame, scale: unit });
  const places = new Map<string, Point>(nodes.map(({ id, x, y }) => [id, { x, y }]));
  if (before) {
    const kept = ({ x, y }: Point) => ({ x: x * before.unit, y: y * before.unit });
    const near = new Map(scene.links.flatMap(({ a, b }) => [[a, b] as const, [b, a] as const]));
    for (const id of places.keys()) {
      const place = before.arranged.get(id) ?? before.arranged.get(near.get(id) ?? "");
      if (place) places.set(id, kept(place));
    }
  }
  return arrangementOf(scene, frame, unit, { places, labels: new Map() });
}

export interface Naming {
  /** Nodes have moved, to make room for a name again. */
  onMoved: (made: Arrangement) => void;
  onLevel: (level: number, stands: readonly Stand[]) => void;
}

/** The names of the visible nodes at every zoom. A name keeps its place while it can. */
export function* nameScene(
  scene: Scene,
  made: Arrangement,
  { names, widthOf }: Lettering,
  { onMoved, onLevel }: Naming,
): Steps<void> {
  const { unit, width, height } = made;
  const nodes = inOrder({ ...scene, selected: null }).flatMap(({ id, name, reach }) => {
    const place = made.arranged.get(id);
    if (!place) return [];
    const [x, y] = [place.x * unit, place.y * unit];
    return [{ id, x, y, radius: reach * unit, sizes: names.sizesOf(name, widthOf) }];
  });
  const input: ArrangeInput = { nodes, links: scene.edges, width, height, scale: unit };
  const mayMove = nodes.length === made.arranged.size;
  const again = yield* nameAgain(input, made.choices, mayMove);
  if (mayMove && nodes.some(({ id, x, y }) => isElsewhere(again.places.get(id), { x, y }))) {
    onMoved(arrangementOf(scene, { width, height }, unit, again));
  }
  const placed = nodes.map((node) => ({ ...node, ...again.places.get(node.id) }));
  const at = new Map(placed.map((node) => [node.id, node]));
  const edges = segmentsOf(scene.edges, (id) => at.get(id), unit);
  const room = { ring: RING * unit, gap: GAP, edgeRoom: EDGE_ROOM };
  yield* nameLevels({ nodes: placed, edges, labels: again.labels, ...room }, onLevel);
}

function isElsewhere(place: Point | undefined, { x, y }: Point): boolean {
  return place !== undefined && (place.x !== x || place.y !== y);
}
