import { t } from "../../i18n";
import { account, announce, ready, vaults } from "../../state/app";
import { reattachVault, republishVault, status } from "../../state/data";
import { Refusal } from "../../ui/ProblemText";
import { Section } from "../../ui/Section";
import { useWork } from "../../ui/use-work";

/** Goals of the account that are not here, and goals here that are no longer on the server. */
export function Elsewhere() {
  const { busy, problem, run } = useWork();
  const away = status.value?.detached ?? [];
  const removed = vaults.value.filter((goal) => goal.deleted_on_server);
  if (!account.value || away.length + removed.length === 0) return null;
  const fetchAgain = (vault: string, name: string) =>
    run(async () => {
      await reattachVault(vault);
      announce(t("data.fetched", { name }));
    });
  const sendUp = (vault: string, name: string) =>
    run(async () => {
      await republishVault(vault);
      announce(t("data.published", { name }));
    });
  return (
    <>
      {away.length > 0 && (
        <Section title={t("data.away")}>
          {away.map(({ vault, name }) => (
            <p key={vault} class="row" data-testid="away-goal">
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
      {removed.length > 0 && (
        <Section title={t("data.removed")}>
          {removed.map(({ vault, name }) => (
            <div key={vault} class="stack" data-testid="removed-goal">
              <p>{t("data.removedBody", { name })}</p>
              <button
                type="button"
                class="button"
                disabled={busy || !ready.value}
                data-testid={`publish-${vault}`}
                onClick={() => sendUp(vault, name)}
              >
                {t("data.publish")}
              </button>
            </div>
          ))}
        </Section>
      )}
      <Refusal problem={problem} testId="elsewhere-problem" />
    </>
  );
}
