import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Problem } from "../../model/engine";
import { problemOf } from "../../model/problem";
import { fetchAppAgain } from "../../platform/app-files";
import { ProblemText, Refusal } from "../../ui/ProblemText";

/** What a damaged or missing file of the app can cause. */
const FETCHING_MAY_HELP = new Set([
  "APP_NOT_WHOLE",
  "BOOT_FAILED",
  "BOOT_TIMED_OUT",
  "RUNTIME_FAILED",
  "WORKER_FAILED",
]);

/** Fetches the files of the app anew. The person's data stays. */
function FetchAgain() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const fetchAgain = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await fetchAppAgain();
      location.reload();
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  return (
    <>
      <button
        type="button"
        class="button"
        disabled={busy}
        data-testid="boot-fetch"
        onClick={() => void fetchAgain()}
      >
        {t("app.fetchAgain")}
      </button>
      <Refusal problem={problem} testId="boot-fetch-problem" />
    </>
  );
}

export function BootFailed({ code, detail }: Problem) {
  // The page before it may have been scrolled.
  useEffect(() => scrollTo(0, 0), []);
  return (
    <section class="failed" role="alert" data-testid="boot-failed">
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
      {FETCHING_MAY_HELP.has(code) && <FetchAgain />}
    </section>
  );
}
