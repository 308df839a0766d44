/** The places of the nodes in a frame, with room for their names. They change with the graph, the frame and the letters. */
import { arrange, scaleFor } from "../../model/arrange";
import type { Link, Point } from "../../model/homes";
import { inOrder, type Names } from "./labels";
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
  /** Where the names stand. */
  choices: ReadonlyMap<string, number>;
}

export function isCurrent(
  made: Arrangement | null,
  { places, links, nameOf }: Scene,
  { width, height }: { width: number; height: number },
): made is Arrangement {
  return (
    made?.places === places &&
    made.links === links &&
    made.nameOf === nameOf &&
    made.width === width &&
    made.height === height
  );
}

/** Hidden nodes keep their room, so that a filter moves nothing. */
export function arrangeScene(
  scene: Scene,
  frame: { width: number; height: number },
  names: Names,
  widthOf: (text: string) => number,
): Arrangement {
  const { places, links, nameOf } = scene;
  const unit = scaleFor(places.size, frame.width, frame.height);
  const shown = new Map(scene.nodes.map((node) => [node.id, node]));
  const all = [...places.keys()].map((id) => ({ id, mass: shown.get(id)?.mass ?? 0 }));
  const nodes = inOrder({ ...scene, selected: null, nodes: all }).map(({ id }) => {
    const { x, y } = places.get(id) ?? { x: 0, y: 0 };
    const radius = (shown.get(id)?.reach ?? USUAL) * unit;
    return { id, x, y, radius, sizes: names.sizesOf(nameOf(id), widthOf) };
  });
  const made = arrange({ nodes, links, ...frame, scale: unit });
  const arranged = new Map(
    [...made.places].map(([id, { x, y }]) => [id, { x: x / unit, y: y / unit }]),
  );
  const choices = new Map([...made.labels].map(([id, { choice }]) => [id, choice]));
  return { places, links, nameOf, ...frame, unit, arranged, choices };
}
