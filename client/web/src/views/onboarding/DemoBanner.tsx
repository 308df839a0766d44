import "./DemoBanner.css";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { loadLate } from "../../platform/app-files";
import { announce, announceProblem, ready, view } from "../../state/app";

/** The banner over every page of the example, with the button that deletes it. */
export function DemoBanner() {
  const [busy, setBusy] = useState(false);
  const current = view.value;
  if (!current?.demo) return null;
  const discard = async () => {
    setBusy(true);
    try {
      const { deleteVault } = await loadLate(() => import("../../state/data"));
      await deleteVault(current.vault, "device", null);
      announce(t("demo.discarded"));
    } catch (error) {
      announceProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <aside class="demo-banner" aria-label={t("vault.demo")} data-testid="demo-banner">
      <p>{t("demo.banner")}</p>
      <button
        type="button"
        class="button quiet"
        disabled={busy || !ready.value}
        data-testid="demo-discard"
        onClick={() => void discard()}
      >
        {t("demo.discard")}
      </button>
    </aside>
  );
}
