import "./VaultDialog.css";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { count } from "../../i18n/format";
import type { VaultSummary } from "../../model/engine";
import { searchIn } from "../../model/text";
import { account, announceProblem, selectVault, unsynced, vaults, view } from "../../state/app";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Fields";
import { goalName } from "../../ui/goal-name";
import { Icon } from "../../ui/Icon";
import { UserText } from "../../ui/UserText";
import { DemoInvitation } from "../onboarding/DemoInvitation";
import { NewGoalDialog } from "../onboarding/NewGoalDialog";

/** So many goals are seen at a glance. */
const SEARCH_FROM = 7;

function Goal({ goal, onOpen }: { goal: VaultSummary; onOpen: (vault: string) => void }) {
  const isOpen = goal.vault === view.value?.vault;
  const apart = goal.demo ? null : unsynced(goal.vault);
  // Without an account nothing waits for a server.
  const waiting = goal.demo || account.value === null ? 0 : goal.waiting;
  return (
    <li>
      <button
        type="button"
        class="vault"
        aria-current={isOpen ? "true" : undefined}
        data-testid="vault-item"
        data-vault={goal.vault}
        onClick={() => onOpen(goal.vault)}
      >
        <span class="vault-name">
          <UserText of={goalName(goal)} />
        </span>
        <span class="muted">
          {isOpen && `${t("vault.open")} · `}
          {goal.demo && `${t("vault.demo")} · `}
          {t("vault.commits", { count: goal.commits })}
          {apart && ` · ${t(`sync.${apart}`)}`}
          {!apart && waiting > 0 && ` · ${t("vault.waiting", { n: count(waiting) })}`}
        </span>
      </button>
    </li>
  );
}

/** From the search down to the goals and back by arrow keys. Enter in the search opens the first goal. */
function useKeys() {
  const place = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, Enter: 0 }[event.key];
    if (step === undefined || event.isComposing) return;
    const stops = [...(place.current?.querySelectorAll<HTMLElement>("input, .vault") ?? [])];
    const at = stops.indexOf(event.target as HTMLElement);
    if (step === 0) {
      // Enter on a goal is a click already.
      if (stops[at] instanceof HTMLInputElement) stops[at + 1]?.click();
      return;
    }
    event.preventDefault();
    stops[Math.max(0, at + step)]?.focus();
  };
  // The dialog focuses it when it opens, after this. A screen keyboard would cover the goals of a phone.
  useEffect(() => {
    const search = place.current?.querySelector("input");
    if (search) search.autofocus = matchMedia("(pointer: fine)").matches;
  }, []);
  return { place, onKeyDown };
}

function Goals({ onOpen }: { onOpen: (vault: string) => void }) {
  const [wanted, setWanted] = useState("");
  const { place, onKeyDown } = useKeys();
  const all = vaults.value;
  const search = useMemo(() => searchIn(all, goalName), [all]);
  const found = useMemo(() => search(wanted), [search, wanted]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys are a shortcut between what Tab reaches as well
    <div ref={place} class="stack" onKeyDown={onKeyDown}>
      {all.length >= SEARCH_FROM && (
        <div class="field">
          <Field
            label={t("vault.search")}
            value={wanted}
            testId="vault-search"
            onInput={setWanted}
          />
          <p class="field-hint" role="status" data-testid="vault-found">
            {t("vault.found", { n: count(found.length), all: count(all.length) })}
          </p>
        </div>
      )}
      <ul class="vaults">
        {found.map((goal) => (
          <Goal key={goal.vault} goal={goal} onOpen={onOpen} />
        ))}
      </ul>
    </div>
  );
}

export function VaultDialog({ onClose }: { onClose: () => void }) {
  const [creating, setCreating] = useState(false);
  const open = (vault: string) => {
    selectVault(vault).then(onClose, announceProblem);
  };
  if (creating) return <NewGoalDialog onClose={onClose} />;
  return (
    <Dialog title={t("vault.title")} testId="vault-dialog" onClose={onClose}>
      <Goals onOpen={open} />
      <button
        type="button"
        class="button primary"
        data-testid="vault-new"
        onClick={() => setCreating(true)}
      >
        <Icon name="plus" />
        {t("vault.create")}
      </button>
      {!vaults.value.some((it) => it.demo) && <DemoInvitation onDone={onClose} />}
    </Dialog>
  );
}
