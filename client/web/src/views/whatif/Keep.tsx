import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { dateTime } from "../../i18n/format";
import { WHATIF_NAME_LENGTH_MAX } from "../../model/engine";
import { isBlank } from "../../model/text";
import { announce, announceProblem, ready } from "../../state/app";
import { simulating } from "../../state/readings";
import { comparing, keepWhatIf } from "../../state/whatifs";
import { Field } from "../../ui/Fields";
import type { TestId } from "../../ui/test-ids";

const name = signal("");

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
export function KeepWhatIf() {
  const [busy, setBusy] = useState(false);
  const keep = async () => {
    const said = isBlank(name.value) ? dateTime(Date.now()) : name.value;
    setBusy(true);
    try {
      await keepWhatIf(said);
      name.value = "";
      announce(t("whatif.kept", { name: said }));
    } catch (error) {
      announceProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <details class="whatif-keep">
      <summary data-testid="whatif-more">{t("whatif.keep")}</summary>
      <Field
        label={t("whatif.name")}
        value={name.value}
        maxLength={WHATIF_NAME_LENGTH_MAX}
        testId="whatif-name"
        onInput={(value) => {
          name.value = value;
        }}
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
