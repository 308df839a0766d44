import "./Standing.css";
import { computed } from "@preact/signals";
import { t } from "../../i18n";
import { type GoalView, view as openGoal, unsynced } from "../../state/app";
import { arriving, historyReady } from "../../state/arriving";
import { useReleased } from "../../state/press";
import { goalName } from "../../ui/goal-name";
import { aboutArriving, countText } from "../arriving-text";
import { Late } from "../shell/Late";
import { OnlineOnly } from "../shell/OnlineOnly";
import { openSync } from "../shell/sync-open";

const loadMergeNotice = () => import("../history/MergeNotice").then((it) => it.MergeNotice);
/** A failure to load is silent. */
const MERGES_AFTER_MS = 300;

const deleted = computed(() => unsynced(openGoal.value?.vault ?? "") === "deleted");

/** The server has deleted the open goal. The sheet of sync has what can be done. */
function Deleted({ view }: { view: GoalView }) {
  return (
    <div role="status">
      {useReleased(deleted) && (
        <p class="standing" data-testid="goal-deleted">
          <span>{t("sync.deletedShort", { name: goalName(view) })}</span>
          <button
            type="button"
            class="button quiet"
            data-testid="goal-deleted-open"
            onClick={openSync}
          >
            {t("sync.deletedOpen")}
          </button>
        </p>
      )}
    </div>
  );
}

/** What the commit bar says until it is over or closed. Like its notices it grows the bar and moves nothing of the page. */
export function Standing({ view, tells }: { view: GoalView; tells: boolean }) {
  const now = arriving.value;
  return (
    <div class="commit-standing">
      {historyReady.value && <Late load={loadMergeNotice} afterMs={MERGES_AFTER_MS} />}
      {now && (
        <p class="standing" data-testid="arriving">
          {aboutArriving(now)} {countText(now)}
        </p>
      )}
      <Deleted view={view} />
      {tells && <OnlineOnly />}
    </div>
  );
}
