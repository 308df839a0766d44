import "./Notices.css";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { announceProblem, dismissNotice, notice } from "../../state/app";
import { install, offersInstall } from "../../state/install";
import { dismissInstall } from "../../state/prefs";
import { useReleased } from "../../state/press";
import { typedProblem } from "../../state/typed";
import { CloseButton } from "../../ui/CloseButton";
import { NoticeLine } from "../../ui/NoticeLine";
import { ProblemText } from "../../ui/ProblemText";
import { OnlineOnly } from "./OnlineOnly";

const SHOWN_MS = 6000;

/** Refusals, which screen readers announce. They come while nothing is pressed and stay until they are closed. */
export function Refusals() {
  const current = useReleased(notice);
  const typed = useReleased(typedProblem);
  return (
    <div class="refusals" role="alert">
      {typed && (
        <div class="notice notice-problem">
          <ProblemText problem={typed} testId="typed-problem" />
        </div>
      )}
      {current?.problem && (
        <div key={current.id} class="notice notice-problem">
          <ProblemText problem={current.problem} testId="notice-problem" />
          <CloseButton testId="notice-close" onClick={dismissNotice} />
        </div>
      )}
    </div>
  );
}

/**
 * Notices on the lower edge of the window, where they move nothing. They are `apart` where the commit bar, which has that
 * place, shows them.
 */
export function Notices({ apart }: { apart: boolean }) {
  const current = useReleased(notice);
  useEffect(() => {
    if (!current || current.problem) return;
    const timer = setTimeout(dismissNotice, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [current]);
  if (apart) return null;
  return (
    <div class="notices">
      <Refusals />
      <NoticeLine notice={current} />
      <OnlineOnly />
    </div>
  );
}

/** The last thing on the page. */
export function InstallOffer() {
  if (!offersInstall.value) return null;
  return (
    <div class="notice" role="status" data-testid="install">
      <span>{t("install.offer")}</span>
      <button
        type="button"
        class="button primary"
        data-testid="install-apply"
        onClick={() => void install().catch(announceProblem)}
      >
        {t("install.apply")}
      </button>
      <button type="button" class="button" data-testid="install-later" onClick={dismissInstall}>
        {t("install.later")}
      </button>
    </div>
  );
}
