import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { bytes } from "../../i18n/format";
import { announce, persistence } from "../../state/app";
import { transfer } from "../../state/data";
import { Section } from "../../ui/Section";

const STATE = {
  persisted: "devices.persisted",
  "best-effort": "devices.bestEffort",
  unknown: "devices.storageUnknown",
} as const;

export function StoragePanel() {
  const [estimate, setEstimate] = useState<StorageEstimate | null>(null);
  const idle = transfer.value === null;
  useEffect(() => {
    if (idle) navigator.storage?.estimate?.().then(setEstimate, () => setEstimate(null));
  }, [idle]);
  const ask = async () => {
    const kept = await navigator.storage.persist();
    persistence.value = kept ? "persisted" : "best-effort";
    announce(t(kept ? "data.asked" : "data.refusedToKeep"));
  };
  const { usage, quota } = estimate ?? {};
  return (
    <Section title={t("data.storage")}>
      <p data-testid="data-persistence" data-state={persistence.value}>
        {t(STATE[persistence.value])}
      </p>
      {usage !== undefined && quota !== undefined && (
        <p class="field-hint" data-testid="data-usage">
          {t("data.used", { used: bytes(usage), quota: bytes(quota) })}
        </p>
      )}
      {persistence.value === "best-effort" && (
        <button type="button" class="button" data-testid="data-persist" onClick={ask}>
          {t("data.ask")}
        </button>
      )}
    </Section>
  );
}
