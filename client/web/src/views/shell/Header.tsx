import "./Header.css";
import { useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { phase, ready, view } from "../../state/app";
import { arriving } from "../../state/arriving";
import { goalName } from "../../ui/goal-name";
import { Icon } from "../../ui/Icon";
import { UserText } from "../../ui/UserText";
import { Late } from "./Late";
import { goalPages } from "./load-goal-pages";
import { SyncIndicator } from "./SyncIndicator";
import { UpdateOffer } from "./UpdateOffer";

const loadArriving = () => import("./Arriving").then((it) => it.Arriving);

export function Header() {
  const [choosing, setChoosing] = useState(false);
  // It stays, to say when all has arrived.
  const arrives = useRef(false);
  arrives.current ||= arriving.value !== null;
  const pages = goalPages.value;
  const name = view.value ? goalName(view.value) : t("vault.untitled");
  return (
    <header class="header">
      <span class="brand" aria-hidden="true">
        AUTUS
      </span>
      {view.value && (
        <button
          type="button"
          class="switcher"
          aria-haspopup="dialog"
          aria-label={t("vault.switch", {
            name: view.value.demo ? `${name} ${t("vault.demo")}` : name,
          })}
          disabled={!ready.value}
          data-testid="vault-switcher"
          onClick={() => setChoosing(true)}
        >
          <span class="switcher-name" data-testid="vault-name">
            <UserText of={name} />
          </span>{" "}
          {view.value.demo && <span class="badge">{t("vault.demo")}</span>}
          <Icon name="chevron" />
        </button>
      )}
      <span class="header-end">
        {!ready.value && phase.value.phase !== "failed" && (
          <span class="starting" role="status" data-testid="starting">
            {t("app.starting")}
          </span>
        )}
        <UpdateOffer />
        <SyncIndicator />
      </span>
      {arrives.current && <Late load={loadArriving} />}
      {choosing && pages && <pages.VaultDialog onClose={() => setChoosing(false)} />}
    </header>
  );
}
