import { t } from "../../i18n";
import { account, announce, ready, vaults } from "../../state/app";
import { reattachVault, status } from "../../state/data";
import { goalName } from "../../ui/goal-name";
import { Refusal } from "../../ui/ProblemText";
import { Section } from "../../ui/Section";
import { useWork } from "../../ui/use-work";
import { StandingNotice } from "../devices/StandingNotice";

/** Goals of the account that are not here, and goals here that do not sync. */
export function Elsewhere() {
  const { busy, problem, run } = useWork();
  const detached = status.value?.detached ?? [];
  const deleted = vaults.value.filter((goal) => goal.deleted_on_server);
  if (!account.value || detached.length + deleted.length === 0) return null;
  const fetchAgain = (vault: string, name: string) =>
    run(async () => {
      await reattachVault(vault);
      announce(t("data.fetched", { name }));
    });
  return (
    <>
      {detached.length > 0 && (
        <Section title={t("data.detached")}>
          {detached.map(({ vault, name }) => (
            <p key={vault} class="row" data-testid="detached-goal">
              <span class="import-name">{name}</span>
              <button
                type="button"
                class="button"
                disabled={busy || !ready.value}
                data-testid={`fetch-${vault}`}
                onClick={() => fetchAgain(vault, name)}
              >
                {t("data.fetch")}
              </button>
            </p>
          ))}
        </Section>
      )}
      {deleted.length > 0 && (
        <Section title={t("data.notSynced")}>
          {deleted.map((goal) => (
            <StandingNotice key={goal.vault} vault={goal.vault} name={goalName(goal)} />
          ))}
        </Section>
      )}
      <Refusal problem={problem} testId="elsewhere-problem" />
    </>
  );
}
