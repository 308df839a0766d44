import { t } from "../../i18n";
import { guideSeen, markGuideSeen } from "../../state/prefs";

/** A short hint for the first minute; dismissed once, gone for good. */
export function Guide() {
  if (guideSeen.value) return null;
  return (
    <aside class="guide" aria-label={t("guide.title")} data-testid="guide">
      <ol>
        <li>{t("guide.one")}</li>
        <li>{t("guide.two")}</li>
        <li>{t("guide.three")}</li>
      </ol>
      <button type="button" class="button" data-testid="guide-skip" onClick={markGuideSeen}>
        {t("guide.skip")}
      </button>
    </aside>
  );
}
