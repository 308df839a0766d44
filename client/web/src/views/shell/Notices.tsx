import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { dismissNotice, notice, update } from "../../state/app";
import { Icon } from "../../ui/Icon";
import { ProblemText } from "../../ui/ProblemText";

const SHOWN_MS = 6000;

/** What just happened, for eye and ear. A refusal stays until it is closed. */
export function Notices() {
  const current = notice.value;
  useEffect(() => {
    if (!current || current.problem) return;
    const timer = setTimeout(dismissNotice, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [current]);
  return (
    <div class="notices">
      <div role="status" aria-live="polite">
        {current && !current.problem && (
          <p key={current.id} class="notice" data-testid="notice">
            <Icon name="check" />
            {current.text}
          </p>
        )}
      </div>
      <div role="alert">
        {current?.problem && (
          <div key={current.id} class="notice notice-problem">
            <ProblemText problem={current.problem} testId="notice-problem" />
            <button
              type="button"
              class="icon-button"
              aria-label={t("app.close")}
              data-testid="notice-close"
              onClick={dismissNotice}
            >
              <Icon name="close" />
            </button>
          </div>
        )}
      </div>
      {update.value && (
        <div class="notice" role="status" data-testid="update">
          <span>{t("app.update")}</span>
          <button
            type="button"
            class="button"
            data-testid="update-apply"
            onClick={() => update.value?.apply()}
          >
            {t("app.updateApply")}
          </button>
        </div>
      )}
    </div>
  );
}
