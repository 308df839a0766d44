import { t } from "../../i18n";
import type { Problem } from "../../model/engine";
import { ProblemText } from "../../ui/ProblemText";

export function BootFailed({ code, detail }: Problem) {
  return (
    <main class="alone" data-testid="boot-failed">
      <h1>{t("app.failedTitle")}</h1>
      <ProblemText problem={{ code, detail }} testId="boot-problem" />
      <p>{t("app.failedBody")}</p>
      <button
        type="button"
        class="button primary"
        data-testid="boot-retry"
        onClick={() => location.reload()}
      >
        {t("app.retry")}
      </button>
    </main>
  );
}
