import "./Pins.css";
import { t } from "../../i18n";
import { count } from "../../i18n/format";
import type { PastState } from "../../model/engine";
import { pinA, pinB } from "../../state/past";
import { AnotherLink } from "./AnotherLink";

/** What to do with the shown state: set it as one side of a comparison, or change its commit. */
export function Pins({ past, vault }: { past: PastState; vault: string }) {
  return (
    <div class="pins">
      {(["A", "B"] as const).map((side) => {
        const pin = side === "A" ? pinA : pinB;
        const kept = pin.value;
        const isThis = kept?.row.commit === past.row.commit;
        return (
          <button
            key={side}
            type="button"
            class="button"
            aria-pressed={isThis}
            data-testid={`pin-${side}`}
            onClick={() => {
              pin.value = isThis ? null : past;
            }}
          >
            {kept
              ? t("past.pinned", { side, n: count(kept.row.position) })
              : t(side === "A" ? "past.pinA" : "past.pinB")}
          </button>
        );
      })}
      <AnotherLink past={past} vault={vault} />
    </div>
  );
}
