import "./Notices.css";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { announceProblem, dismissNotice, notice, onlineOnly } from "../../state/app";
import { install, offersInstall } from "../../state/install";
import { dismissInstall } from "../../state/prefs";
import { useReleased } from "../../state/press";
import { typedProblem } from "../../state/typed";
import { CloseButton } from "../../ui/CloseButton";
import { NoticeLine } from "../../ui/NoticeLine";
import { ProblemText } from "../../ui/ProblemText";

const SHOWN_MS = 6000;

/**
 * Notices below the header, which screen readers announce. They have room of their own, and come and go while nothing is
 * pressed. A refusal stays until it is closed. Other notices are `apart` where the commit bar shows them.
 */
export function Notices({ apart }: { apart: boolean }) {
  const current = useReleased(notice);
  useEffect(() => {
    if (!current || current.problem) return;
    const timer = setTimeout(dismissNotice, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [current]);
  return (
    <div class="notices">
      {!apart && <NoticeLine notice={current} />}
      <div role="alert">
        {typedProblem.value && (
          <div class="notice notice-problem">
            <ProblemText problem={typedProblem.value} testId="typed-problem" />
          </div>
        )}
        {current?.problem && (
          <div key={current.id} class="notice notice-problem">
            <ProblemText problem={current.problem} testId="notice-problem" />
            <CloseButton testId="notice-close" onClick={dismissNotice} />
          </div>
        )}
      </div>
    </div>
  );
}

/** Shown until somebody closes it. The settings go on saying it. */
export function OnlineOnly() {
  const [closed, setClosed] = useState(false);
  if (!useReleased(onlineOnly) || closed) return null;
  return (
    <div class="notice" role="status" data-testid="online-only">
      <p>{t("install.onlineOnly")}</p>
      <CloseButton testId="online-only-close" onClick={() => setClosed(true)} />
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
