import "./Guide.css";
import { t } from "../../i18n";
import { loadLate } from "../../platform/app-files";
import { announceProblem, ready } from "../../state/app";
import { guideSeen, markGuideSeen } from "../../state/prefs";

async function show(): Promise<void> {
  try {
    const { startTour } = await loadLate(() => import("./tour"));
    startTour(markGuideSeen);
  } catch (error) {
    announceProblem(error);
  }
}

/** The first steps in words, with the offer of a tour. It never returns once it is closed. */
export function Guide() {
  if (guideSeen.value) return null;
  return (
    <aside class="guide" aria-label={t("guide.title")} data-testid="guide">
      <ol>
        <li>{t("guide.one")}</li>
        <li>{t("guide.two")}</li>
        <li>{t("guide.three")}</li>
      </ol>
      <p class="guide-actions">
        <button
          type="button"
          class="button primary"
          disabled={!ready.value}
          data-testid="guide-start"
          onClick={() => void show()}
        >
          {t("tour.start")}
        </button>
        <button type="button" class="button" data-testid="guide-skip" onClick={markGuideSeen}>
          {t("guide.skip")}
        </button>
      </p>
    </aside>
  );
}
