import "./BackupNotice.css";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { count as number } from "../../i18n/format";
import { hrefOf } from "../../model/pages";
import { announceProblem, vaults } from "../../state/app";
import { dismissBackup, loadStatus, status } from "../../state/data";
import { page } from "../../state/router";
import { goalName } from "../../ui/goal-name";

/** A notice about commits that only this device has. It is at the end of a page, where it moves nothing. */
export function BackupNotice() {
  useEffect(() => {
    // The person did not ask for this, so a refusal shows no notice.
    loadStatus().catch(() => undefined);
  }, []);
  const due = status.value?.backups.find((it) => it.due);
  const goal = vaults.value.find((it) => it.vault === due?.vault);
  if (!due || !goal || page.value === "data") return null;
  return (
    <p class="backup-notice" data-testid="backup-notice">
      <span class="backup-text">
        {t("data.notice", {
          count: due.only_here,
          name: goalName(goal),
          since: number(due.since_archive),
        })}
      </span>
      <a class="button quiet" href={hrefOf("data")} data-testid="backup-open">
        {t("data.open")}
      </a>
      <button
        type="button"
        class="button quiet"
        data-testid="backup-dismiss"
        onClick={() => dismissBackup().catch(announceProblem)}
      >
        {t("data.dismiss")}
      </button>
    </p>
  );
}
