import "./Arriving.css";
import { effect } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { view } from "../../state/app";
import { arriving } from "../../state/arriving";
import { aboutArriving, countText } from "../arriving-text";

/** What a screen reader hears: once what arrives, and once that all of it is here. The progress itself is not read out. */
function useSpoken(): string {
  const [spoken, setSpoken] = useState("");
  useEffect(() => {
    let last: { vault: string | undefined; readable: boolean; complete: boolean } | null = null;
    return effect(() => {
      const now = arriving.value;
      const vault = view.value?.vault;
      if (now) {
        if (last?.vault !== vault || last?.readable !== now.readable)
          setSpoken(`${aboutArriving(now)} ${countText(now)}`);
        last = { vault, readable: now.readable, complete: now.have === now.of };
      } else if (last) {
        setSpoken(last.complete && last.vault === vault ? t("arriving.done") : "");
        last = null;
      }
    });
  }, []);
  return spoken;
}

/** The progress of what arrives, on the lower edge of the header, where it moves nothing. */
export function Arriving() {
  const spoken = useSpoken();
  const now = arriving.value;
  return (
    <>
      <p class="hidden" role="status" data-testid="arriving-spoken">
        {spoken}
      </p>
      {now && (
        <progress
          class="arriving-progress"
          value={now.have}
          max={now.of}
          aria-label={t("arriving.title")}
          aria-valuetext={countText(now)}
          data-testid="arriving-progress"
        />
      )}
    </>
  );
}
