import { t } from "../../i18n";
import { count } from "../../i18n/format";
import { announce, ready, vaults } from "../../state/app";
import { saveProof, status } from "../../state/data";
import { goalName } from "../../ui/goal-name";
import { Refusal } from "../../ui/ProblemText";
import { Section } from "../../ui/Section";
import { useWork } from "../../ui/use-work";

/** Pairs of contradicting receipts of the server. Shown only if this device has one. */
export function ProofsPanel() {
  const { busy, problem, run } = useWork();
  const proofs = status.value?.proofs ?? [];
  if (proofs.length === 0) return null;
  const nameOf = (vault: string) => {
    const goal = vaults.value.find((it) => it.vault === vault);
    return goal ? goalName(goal) : vault.slice(0, 8);
  };
  const save = (id: string) => () =>
    run(async () => {
      await saveProof(id);
      announce(t("data.saved"));
    });
  return (
    <Section title={t("data.proofs")}>
      <p>{t("data.proofsBody")}</p>
      {proofs.map((proof) => {
        const facts = { name: nameOf(proof.vault), number: count(proof.number) };
        return (
          <p key={proof.id} class="row" data-testid="receipt-proof" data-kind={proof.contradiction}>
            <span class="import-name">{t("data.proof", facts)}</span>
            <button
              type="button"
              class="button"
              disabled={busy || !ready.value}
              aria-label={`${t("data.saveProof")}: ${t("data.proof", facts)}`}
              data-testid={`save-proof-${proof.id}`}
              onClick={save(proof.id)}
            >
              {t("data.saveProof")}
            </button>
          </p>
        );
      })}
      <Refusal problem={problem} testId="proof-problem" />
    </Section>
  );
}
