import "./Standing.css";
import { arriving, historyReady } from "../../state/arriving";
import { aboutArriving, countText } from "../arriving-text";
import { Late } from "../shell/Late";

const loadMergeNotice = () => import("../history/MergeNotice").then((it) => it.MergeNotice);
/** A failure to load is silent. */
const MERGES_AFTER_MS = 300;

/** What the commit bar says until it is over or closed. Like its notices it grows the bar and moves nothing of the page. */
export function Standing() {
  const now = arriving.value;
  return (
    <div class="commit-standing">
      {historyReady.value && <Late load={loadMergeNotice} afterMs={MERGES_AFTER_MS} />}
      {now && (
        <p class="standing" data-testid="arriving">
          {aboutArriving(now)} {countText(now)}
        </p>
      )}
    </div>
  );
}
