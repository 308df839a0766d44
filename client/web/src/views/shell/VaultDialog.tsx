import "./VaultDialog.css";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { count } from "../../i18n/format";
import { announceProblem, selectVault, vaults, view } from "../../state/app";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import { UserText } from "../../ui/UserText";
import { NewGoalDialog } from "../onboarding/NewGoalDialog";

export function VaultDialog({ onClose }: { onClose: () => void }) {
  const [creating, setCreating] = useState(false);
  const open = (vault: string) => {
    selectVault(vault).then(onClose, announceProblem);
  };
  if (creating) return <NewGoalDialog onClose={onClose} />;
  return (
    <Dialog title={t("vault.title")} testId="vault-dialog" onClose={onClose}>
      <ul class="vaults">
        {vaults.value.map((it) => (
          <li key={it.vault}>
            <button
              type="button"
              class="vault"
              aria-current={it.vault === view.value?.vault ? "true" : undefined}
              data-testid="vault-item"
              data-vault={it.vault}
              onClick={() => open(it.vault)}
            >
              <span class="vault-name">
                <UserText of={it.name} or={t("vault.untitled")} />
              </span>
              <span class="muted">
                {it.vault === view.value?.vault && `${t("vault.open")} · `}
                {it.demo && `${t("vault.demo")} · `}
                {t("vault.commits", { count: it.commits })}
                {it.waiting > 0 && !it.demo && ` · ${t("vault.waiting", { n: count(it.waiting) })}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <button
        type="button"
        class="button primary"
        data-testid="vault-new"
        onClick={() => setCreating(true)}
      >
        <Icon name="plus" />
        {t("vault.create")}
      </button>
    </Dialog>
  );
}
