import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { count } from "../../i18n/format";
import { isChanged } from "../../model/another-past";
import { type CommitRow, type Problem, WHATIF_NAME_LENGTH_MAX } from "../../model/engine";
import { problemOf } from "../../model/problem";
import { isBlank } from "../../model/text";
import { change, courses } from "../../state/another-past";
import { announce, ready } from "../../state/app";
import { forgetTyped, setTyped, typedText } from "../../state/typed";
import { keepPast } from "../../state/whatifs";
import { Field } from "../../ui/Fields";
import { ProblemText } from "../../ui/ProblemText";
import { CompareButton } from "../whatif/Keep";

/** The key of the typed name. */
const TYPED = "whatif.past";

/** Saves the other past as a what-if. The default name says which commit it changes. */
export function KeepPast({ vault, row }: { vault: string; row: CommitRow }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const now = change.value;
  const isOther = now !== null && isChanged(now);
  const reaches = courses.value?.complete ?? false;
  const keep = async () => {
    if (!now) return;
    const typed = typedText(vault, TYPED) ?? "";
    const n = count(row.position);
    const name = isBlank(typed)
      ? t(now.left_out ? "another.nameOut" : "another.nameChanged", { n })
      : typed;
    setBusy(true);
    setProblem(null);
    try {
      await keepPast(vault, name, now);
      forgetTyped(vault, { [TYPED]: typed });
      announce(t("another.kept", { name }));
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="another-keep">
      <Field
        label={t("whatif.name")}
        value={typedText(vault, TYPED) ?? ""}
        maxLength={WHATIF_NAME_LENGTH_MAX}
        testId="another-name"
        onInput={(value) => setTyped(vault, TYPED, value || null)}
      />
      <div class="row">
        <button
          type="button"
          class="button"
          disabled={busy || !ready.value || !isOther || !reaches}
          data-testid="another-keep"
          onClick={keep}
        >
          {t("whatif.keep")}
        </button>
        <CompareButton testId="another-compare" />
      </div>
      {problem && <ProblemText problem={problem} testId="another-keep-problem" />}
    </div>
  );
}
