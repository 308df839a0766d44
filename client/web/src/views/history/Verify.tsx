import "./Verify.css";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { count } from "../../i18n/format";
import type { Verification } from "../../model/engine";
import { saveFile } from "../../platform/save-file";
import { announceProblem, type GoalView, progress, ready } from "../../state/app";
import { verify } from "../../state/verification";
import { Icon } from "../../ui/Icon";
import { ProblemText } from "../../ui/ProblemText";
import { Term } from "../../ui/Term";
import { fileNameOf, reportOf, type VerifyReport } from "./report";

function Progress() {
  const now = progress.value;
  if (now?.task !== "verify") return <progress aria-label={t("history.verifyBusy")} />;
  const text = t("history.verifying", { done: count(now.done), total: count(now.total) });
  return (
    <div class="row">
      <progress value={now.done} max={Math.max(1, now.total)} aria-label={text} />
      <span class="muted">{text}</span>
    </div>
  );
}

function Result({ answer, report }: { answer: Verification; report: VerifyReport }) {
  return (
    <div
      class={answer.ok ? "verdict is-ok" : "verdict is-broken"}
      data-testid="verify-result"
      data-ok={answer.ok}
    >
      <p>
        <Icon name={answer.ok ? "check" : "alert"} />
        {answer.ok ? t("history.verified") : t("history.verifyFailed")}
      </p>
      <dl class="facts">
        <div>
          <dt>{t("history.checked", { count: answer.commits })}</dt>
          <dd>
            {t("history.merges")} {count(answer.merges)} · {t("history.time")}{" "}
            {t("history.ms", { n: count(answer.ms) })}
          </dd>
        </div>
        <div>
          <dt>
            <Term term="head" />
          </dt>
          <dd class="mono" data-testid="verify-head">
            {answer.head}
          </dd>
        </div>
        <div>
          <dt>
            <Term term="state_hash" />
          </dt>
          <dd class="mono" data-testid="verify-hash">
            {answer.state_hash}
          </dd>
        </div>
      </dl>
      {answer.error && <ProblemText problem={answer.error} testId="verify-problem" />}
      <button
        type="button"
        class="button"
        data-testid="verify-save"
        onClick={() =>
          saveFile(fileNameOf(report), "application/json", [JSON.stringify(report, null, 2)])
        }
      >
        <Icon name="save" />
        {t("past.saveReport")}
      </button>
    </div>
  );
}

/** Replays the whole chain from genesis and shows the result. A key gives each goal its own instance. */
export function Verify({ view }: { view: GoalView }) {
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<{ answer: Verification; report: VerifyReport } | null>(null);
  const { vault } = view;
  const run = async () => {
    setBusy(true);
    setDone(null);
    progress.value = null;
    try {
      const answer = await verify(vault);
      setDone({ answer, report: reportOf(view, answer, new Date()) });
    } catch (error) {
      announceProblem(error);
    } finally {
      setBusy(false);
      progress.value = null;
    }
  };
  return (
    <div class="verify">
      <button
        type="button"
        class="button"
        disabled={busy || !ready.value}
        data-testid="verify"
        onClick={run}
      >
        {t("history.verify")}
      </button>
      <div role="status">
        {busy && <Progress />}
        {done && <Result {...done} />}
      </div>
    </div>
  );
}
