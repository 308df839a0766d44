import { t } from "../../i18n";
import type { PastState } from "../../model/engine";
import { openAnotherPast } from "../../state/another-past";
import { ready } from "../../state/app";

/** Where the page shows another past. */
export const ANOTHER_ID = "another-past";

/** Opens another past from the shown commit, and goes to it. A commit without a draft has nothing to change. */
export function AnotherLink({ past, vault }: { past: PastState; vault: string }) {
  return (
    <button
      type="button"
      class="button"
      disabled={!past.draft || !ready.value}
      data-testid="another-link"
      onClick={() => {
        openAnotherPast(vault, past);
        const place = document.getElementById(ANOTHER_ID);
        place?.scrollIntoView({ block: "start" });
        place?.focus({ preventScroll: true });
      }}
    >
      {t("another.title")}
    </button>
  );
}
