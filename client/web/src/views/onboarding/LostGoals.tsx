import "./LostGoals.css";
import { t } from "../../i18n";
import { dateTime } from "../../i18n/format";
import { hrefOf } from "../../model/pages";
import { dismissLost, lost } from "../../state/held";

/** Says that the browser has deleted the goals of this device, and the ways back. */
export function LostGoals() {
  const held = lost.value;
  if (!held) return null;
  return (
    <section class="lost" aria-labelledby="lost-title" data-testid="lost-goals">
      <h2 id="lost-title">{t("lost.title")}</h2>
      {held.goals > 0 && <p>{t("lost.held", { count: held.goals, when: dateTime(held.at_ms) })}</p>}
      <p>{t("lost.why")}</p>
      <p>{t(held.account ? "lost.withAccount" : "lost.withoutAccount")}</p>
      <div class="lost-ways">
        <a class="button" href={hrefOf("devices")} data-testid="lost-login">
          {t("lost.login")}
        </a>
        <a class="button" href={hrefOf("data")} data-testid="lost-archive">
          {t("lost.archive")}
        </a>
        <button type="button" class="button" data-testid="lost-dismiss" onClick={dismissLost}>
          {t("lost.dismiss")}
        </button>
      </div>
    </section>
  );
}
