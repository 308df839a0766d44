import { t } from "../../i18n";
import type { BootPhase } from "../../state/model";

export function BootFailed({ phase }: { phase: BootPhase }) {
  return (
    <main class="alone" data-testid="boot-failed">
      <h1>{t("app.failedTitle")}</h1>
      <p>{t("app.failedBody")}</p>
      {phase.detail && <p class="mono muted">{phase.detail}</p>}
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
