import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { language } from "../../i18n/language";
import { newestRelease, type Release } from "../../platform/releases";
import { update } from "../../state/app";
import { Dialog } from "../../ui/Dialog";

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

/** A newer build waits. The offer has its place in the header, so that it moves nothing and no sheet covers it. */
export function UpdateOffer() {
  const [open, setOpen] = useState(false);
  const offered = update.value;
  return (
    <>
      <span class="hidden" role="status">
        {offered && t("app.update")}
      </span>
      {offered && (
        <button
          type="button"
          class="update-offer"
          aria-haspopup="dialog"
          data-testid="update"
          onClick={() => setOpen(true)}
        >
          {t("app.updateShort")}
        </button>
      )}
      {offered && open && (
        <Dialog title={t("app.update")} testId="update-dialog" onClose={() => setOpen(false)}>
          <NewestChanges />
          <button
            type="button"
            class="button primary"
            data-testid="update-apply"
            onClick={() => offered.apply()}
          >
            {t("app.updateApply")}
          </button>
        </Dialog>
      )}
    </>
  );
}
