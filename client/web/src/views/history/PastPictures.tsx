import { sharesOf } from "../../model/compare";
import type { PastState, StateDocument } from "../../model/engine";
import { quantitiesOf } from "../../model/quantities";
import { SmallCompass, SmallCore, SmallGraph } from "../../ui/PastPictures";
import { placesThen, usePlacesToday } from "./places";

/** The three pages as they were. */
export function PastPictures({ of, present }: { of: PastState; present: StateDocument }) {
  const { nodes, edges } = of.live.graph;
  const today = usePlacesToday(present.graph);
  return (
    <div class="past-pictures">
      <SmallCore of={quantitiesOf(of.live)} />
      <SmallGraph nodes={nodes} edges={edges} places={placesThen(today, of.live.graph)} />
      <SmallCompass of={sharesOf(of)} made={of.draft !== null} />
    </div>
  );
}
