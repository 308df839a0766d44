import { quantity } from "../../i18n/format";
import { RANGES } from "../../model/engine";
import { scaleNode } from "../../model/ops";
import { ready } from "../../state/app";
import { eachScale } from "../../state/route";
import { Slider } from "../../ui/Fields";
import type { TestId } from "../../ui/test-ids";
import { useFollowing } from "../../ui/use-following";
import { changeOps, pendingOps } from "./common";

interface Props {
  id: string;
  label: string;
  hideLabel?: boolean;
  testId: TestId;
}

/** The factor of a node's mass. */
export function ScaleSlider({ id, label, hideLabel = false, testId }: Props) {
  const op = eachScale.at(id);
  const scale = useFollowing(() => op.value?.scale ?? 1, [op]);
  const shown = useFollowing(() => `× ${quantity(scale.value)}`, [scale]);
  return (
    <Slider
      label={label}
      hideLabel={hideLabel}
      value={scale}
      {...RANGES.scale}
      step={0.01}
      shown={shown}
      testId={testId}
      disabled={!ready.value}
      onInput={(next) => changeOps(scaleNode(pendingOps(), id, next, Date.now()))}
    />
  );
}
