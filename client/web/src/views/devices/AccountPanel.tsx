import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { account, announce, announceProblem, ready, sync } from "../../state/app";
import { logOut } from "../../state/session";
import { Dialog } from "../../ui/Dialog";
import { Section } from "../../ui/Section";
import { EndOthers } from "./EndOthers";

export function AccountPanel() {
  const [asking, setAsking] = useState(false);
  const current = account.value;
  if (!current) return null;
  const leave = async () => {
    setAsking(false);
    try {
      await logOut();
      announce(t(sync.value.ending ? "account.logoutHere" : "account.logoutDone"));
    } catch (error) {
      announceProblem(error);
    }
  };
  return (
    <Section title={t("account.heading")}>
      <p data-testid="account-signed-in">{t("account.signedInAs", { name: current.name })}</p>
      <dl class="facts">
        <div>
          <dt>{t("account.identity")}</dt>
          <dd class="mono">{current.identity}</dd>
        </div>
      </dl>
      <div class="row">
        <button
          type="button"
          class="button"
          disabled={!ready.value}
          data-testid="logout"
          onClick={() => setAsking(true)}
        >
          {t("account.logout")}
        </button>
        <EndOthers name={current.name} />
      </div>
      {asking && (
        <Dialog
          title={t("account.logoutTitle", { name: current.name })}
          testId="logout-dialog"
          onClose={() => setAsking(false)}
        >
          <p>{t("account.logoutBody")}</p>
          <div class="row">
            <button
              type="button"
              class="button primary"
              data-testid="logout-confirm"
              onClick={leave}
            >
              {t("account.logout")}
            </button>
            <button type="button" class="button" onClick={() => setAsking(false)}>
              {t("app.cancel")}
            </button>
          </div>
        </Dialog>
      )}
    </Section>
  );
}
