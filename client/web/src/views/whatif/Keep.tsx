import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { dateTime } from "../../i18n/format";
import { WHATIF_NAME_LENGTH_MAX } from "../../model/engine";
import { isBlank } from "../../model/text";
import { announce, announceProblem, ready } from "../../state/app";
import { simulating } from "../../state/readings";
import { forgetTyped, setTyped, typedText } from "../../state/typed";
import { comparing, keepWhatIf } from "../../state/whatifs";
import { Field } from "../../ui/Fields";
import type { TestId } from "../../ui/test-ids";

export function CompareButton({ testId }: { testId: TestId }) {
  return (
    <button
      type="button"
      class="button quiet"
      disabled={!ready.value}
      data-testid={testId}
      onClick={() => {
        comparing.value = true;
      }}
    >
      {t("whatif.open")}
    </button>
  );
}

/** Saves the present draft under a name. The default name is the time. */
export function KeepWhatIf({ vault }: { vault: string }) {
  const [busy, setBusy] = useState(false);
  const [restored] = useState(typedText(vault, "whatif") !== null);
  const keep = async () => {
    const typed = typedText(vault, "whatif") ?? "";
    const said = isBlank(typed) ? dateTime(Date.now()) : typed;
    setBusy(true);
    try {
      await keepWhatIf(vault, said);
      forgetTyped(vault, { whatif: typed });
      announce(t("whatif.kept", { name: said }));
    } catch (error) {
      announceProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <details class="whatif-keep" open={restored}>
      <summary data-testid="whatif-more">{t("whatif.keep")}</summary>
      <Field
        label={t("whatif.name")}
        value={typedText(vault, "whatif") ?? ""}
        maxLength={WHATIF_NAME_LENGTH_MAX}
        testId="whatif-name"
        onInput={(value) => setTyped(vault, "whatif", value || null)}
      />
      <div class="row">
        <button
          type="button"
          class="button"
          disabled={busy || !ready.value || !simulating.value}
          data-testid="whatif-keep"
          onClick={keep}
        >
          {t("whatif.keep")}
        </button>
        <CompareButton testId="whatif-compare" />
      </div>
    </details>
  );
}
