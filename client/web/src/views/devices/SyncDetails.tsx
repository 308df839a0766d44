import "./SyncDetails.css";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { count, dateTime } from "../../i18n/format";
import type { VaultSync } from "../../model/engine";
import { account, announceProblem, phase, ready, sync, unsynced, vaults } from "../../state/app";
import { stoppedGoals } from "../../state/data";
import { syncNow } from "../../state/session";
import { goalName } from "../../ui/goal-name";
import { ProblemText } from "../../ui/ProblemText";
import { UserText } from "../../ui/UserText";
import { countText } from "../arriving-text";
import { Late } from "../shell/Late";
import { StandingNotice } from "./StandingNotice";
import { syncText } from "./sync-text";

function stateOf(it: VaultSync): string {
  const apart = unsynced(it.vault);
  if (apart) return t(`sync.${apart}`);
  if (it.error) return `${t("sync.refused")} · ${it.error.code}`;
  if (it.waiting > 0) return t("sync.waiting", { n: count(it.waiting) });
  if (it.arriving) return countText(it.arriving);
  const { phase } = sync.value;
  // Nothing of a goal that another device made has come yet.
  if (phase === "syncing" && it.number === 0) return t("sync.syncing");
  // A goal that was in sync before the connection ended may not be any more.
  return phase === "offline" || phase === "signed_out" ? t(`sync.${phase}`) : t("sync.synced");
}

function Goals() {
  const names = new Map(vaults.value.map((it) => [it.vault, it.name]));
  return (
    <div class="table-box">
      <table class="table" data-testid="sync-vaults">
        <caption class="hidden">{t("sync.perGoal")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("sync.goal")}</th>
            <th scope="col">{t("sync.state")}</th>
            <th scope="col">{t("sync.number")}</th>
          </tr>
        </thead>
        <tbody>
          {sync.value.vaults.map((it) => (
            <tr
              key={it.vault}
              data-testid={`sync-vault-${it.vault}`}
              data-waiting={it.waiting}
              data-state={it.state}
              data-code={it.error?.code}
            >
              <th scope="row">
                <UserText of={names.get(it.vault)} or={t("vault.untitled")} />
              </th>
              <td>{stateOf(it)}</td>
              <td>{it.number > 0 ? count(it.number) : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What somebody compares with another device, or asks the operator for. */
function Server() {
  const { receipt_key: key, receipt } = sync.value;
  const goal = vaults.value.find((it) => it.vault === receipt?.vault);
  return (
    <dl class="sync-server" data-testid="sync-server">
      <dt>{t("sync.address")}</dt>
      <dd>{location.origin}</dd>
      <dt>{t("sync.serverKey")}</dt>
      <dd>{key}</dd>
      <dt>{t("sync.lastReceipt")}</dt>
      <dd data-testid="sync-receipt" data-head={receipt?.head}>
        {receipt ? (
          <>
            <UserText of={goal?.name} or={t("vault.untitled")} />
            {` · ${t("sync.receipt", {
              number: count(receipt.number),
              n: count(receipt.commits),
              when: dateTime(receipt.time_ms),
            })}`}
          </>
        ) : (
          t("sync.noReceipt")
        )}
      </dd>
    </dl>
  );
}

const loadStopped = () => import("./surplus/StoppedGoals").then((it) => it.StoppedGoals);

/** The state of sync, each goal, and each refusal with its text. */
export function SyncDetails() {
  const [busy, setBusy] = useState(false);
  const status = sync.value;
  const run = () => {
    setBusy(true);
    syncNow()
      .catch(announceProblem)
      .finally(() => setBusy(false));
  };
  const errors = [status.error, ...status.vaults.map((it) => it.error)].filter((it) => it !== null);
  const asking = vaults.value.filter((goal) => unsynced(goal.vault) === "deleted");
  const distinct = errors.filter(
    (it, at) =>
      errors.findIndex((x) => x.code === it.code) === at &&
      // Said below, with the ways on.
      !(it.code === "VAULT_DELETED" && asking.length > 0),
  );
  return (
    <div class="stack" data-testid="sync-details">
      <p class="sync-state" role="status" data-testid="sync-state" data-phase={status.phase}>
        {syncText(status)}
      </p>
      {status.phase === "local" && <p class="muted">{t("sync.localBody")}</p>}
      {status.phase === "offline" && <p class="muted">{t("sync.offlineBody")}</p>}
      {phase.value.phase === "follower" && (
        <p class="muted" data-testid="follower">
          {t("app.follower")}
        </p>
      )}
      {status.needs === "login" && <p class="muted">{t("sync.needsLogin")}</p>}
      {status.ending && (
        <p class="muted" data-testid="sync-ending">
          {t("sync.ending")}
        </p>
      )}
      {distinct.map((problem) => (
        <ProblemText key={problem.code} problem={problem} testId="sync-problem" />
      ))}
      {account.value && status.vaults.length > 0 && <Goals />}
      {account.value && <Server />}
      {asking.map((goal) => (
        <StandingNotice key={goal.vault} vault={goal.vault} name={goalName(goal)} />
      ))}
      {stoppedGoals().length > 0 && <Late load={loadStopped} />}
      {account.value && (
        <button
          type="button"
          class="button"
          disabled={busy || !ready.value}
          data-testid="sync-now"
          onClick={run}
        >
          {t("sync.now")}
        </button>
      )}
    </div>
  );
}
