import "./Notices.css";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { language } from "../../i18n/language";
import { newestRelease, type Release } from "../../platform/releases";
import { announceProblem, dismissNotice, notice, onlineOnly, update } from "../../state/app";
import { install, offersInstall } from "../../state/install";
import { dismissInstall } from "../../state/prefs";
import { typedProblem } from "../../state/typed";
import { CloseButton } from "../../ui/CloseButton";
import { Icon } from "../../ui/Icon";
import { ProblemText } from "../../ui/ProblemText";

const SHOWN_MS = 6000;

/** A notice below the header, which screen readers announce. It has room of its own. A refusal stays until it is closed. */
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

/** What stays until somebody acts, as a part of the page. */
export function Offers() {
  return (
    <>
      {onlineOnly.value && <OnlineOnly />}
      {update.value && <UpdateOffer />}
    </>
  );
}

/** Shown until somebody closes it. The settings go on saying it. */
function OnlineOnly() {
  const [closed, setClosed] = useState(false);
  if (closed) return null;
  return (
    <div class="notice" role="status" data-testid="online-only">
      <p>{t("install.onlineOnly")}</p>
      <CloseButton testId="online-only-close" onClick={() => setClosed(true)} />
    </div>
  );
}

function UpdateOffer() {
  return (
    <div class="notice" role="status" data-testid="update">
      <div>
        <p>{t("app.update")}</p>
        <NewestChanges />
      </div>
      <button
        type="button"
        class="button"
        data-testid="update-apply"
        onClick={() => update.value?.apply()}
      >
        {t("app.updateApply")}
      </button>
    </div>
  );
}

/** The changes of the new version, if the server can be reached. */
function NewestChanges() {
  const [release, setRelease] = useState<Release | null>(null);
  useEffect(() => {
    void newestRelease().then(setRelease);
  }, []);
  if (!release) return null;
  return (
    <ul class="update-changes" data-testid="update-changes">
      {release[language.value].map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
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
