import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { ready } from "../../state/app";
import { endOtherSessions } from "../../state/session";
import { PasswordDialog } from "./PasswordDialog";

function EndOthersDialog({ name, onClose }: { name: string; onClose: () => void }) {
  return (
    <PasswordDialog
      title={t("trust.endOthersTitle")}
      id="end-others"
      label={t("trust.endOthers")}
      busyLabel={t("trust.endingOthers")}
      submitId="end-others-confirm"
      done={t("trust.othersEnded")}
      purpose="confirm"
      act={endOtherSessions}
      onClose={onClose}
    >
      <p>{t("trust.endOthersBody", { name })}</p>
      <p>{t("trust.endOthersStays")}</p>
      <p>{t("trust.endOthersNot")}</p>
    </PasswordDialog>
  );
}

/** Ends every session of the account but this one. */
export function EndOthers({ name }: { name: string }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button
        type="button"
        class="button"
        disabled={!ready.value}
        data-testid="end-others"
        onClick={() => setAsking(true)}
      >
        {t("trust.endOthers")}
      </button>
      {asking && <EndOthersDialog name={name} onClose={() => setAsking(false)} />}
    </>
  );
}
