import "./Arriving.css";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { count } from "../../i18n/format";
import { announce, view } from "../../state/app";
import { arriving, historyReady } from "../../state/arriving";

/** Says that the goal is shown before its history is there, and how far that is. */
export function Arriving() {
  const vault = view.value?.vault;
  useEffect(
    () => () => {
      if (historyReady.peek() && view.peek()?.vault === vault) announce(t("arriving.done"));
    },
    [vault],
  );
  const now = arriving.value;
  if (!now) return null;
  const text = t("arriving.count", { have: count(now.have), of: count(now.of) });
  return (
    <aside class="arriving" aria-label={t("arriving.title")} data-testid="arriving">
      <p role="status">{t("arriving.about")}</p>
      <div class="arriving-progress">
        <progress
          value={now.have}
          max={now.of}
          aria-label={t("arriving.title")}
          aria-valuetext={text}
          data-testid="arriving-progress"
        />
        <span class="muted" data-testid="arriving-count">
          {text}
        </span>
      </div>
    </aside>
  );
}
