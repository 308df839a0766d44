import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { dateTime } from "../../i18n/format";
import { account, ready, sync } from "../../state/app";
import { Section } from "../../ui/Section";
import { EraseDialog } from "../data/AccountDialogs";
import { AccountForm } from "./AccountForm";

/** What a device shows that was removed from its account: what happened, and the two ways on. */
export function RevokedPage() {
  const [erasing, setErasing] = useState(false);
  const since = sync.value.revoked_ms;
  const name = account.value?.name ?? "";
  return (
    <div class="stack">
      <section class="panel">
        <h1>{t("remove.happened")}</h1>
        <p>
          {since === null
            ? t("remove.fromAccount", { name })
            : t("remove.fromAccountAt", { name, when: dateTime(since) })}
        </p>
        <p>{t("remove.here")}</p>
        <p>{t("remove.again")}</p>
      </section>
      <AccountForm />
      <Section title={t("data.erase")}>
        <p>{t("remove.erase")}</p>
        <button
          type="button"
          class="button"
          disabled={!ready.value}
          data-testid="revoked-erase"
          onClick={() => setErasing(true)}
        >
          {t("data.erase")}
        </button>
      </Section>
      {erasing && <EraseDialog signedIn={false} onClose={() => setErasing(false)} />}
    </div>
  );
}
