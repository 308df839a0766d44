import { t } from "../../i18n";
import { account, announce, ready, vaults } from "../../state/app";
import { reattachVault, republishVault, status } from "../../state/data";
import { Refusal } from "../../ui/ProblemText";
import { Section } from "../../ui/Section";
import { useWork } from "../../ui/use-work";

/** Goals of the account that are not here, and goals here that are no longer on the server. */
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
  const sendUp = (vault: string, name: string) =>
    run(async () => {
      await republishVault(vault);
      announce(t("data.published", { name }));
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
        <Section title={t("data.deletedOnServer")}>
          {deleted.map(({ vault, name }) => (
            <div key={vault} class="stack" data-testid="deleted-goal">
              <p>{t("data.deletedOnServerBody", { name })}</p>
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
