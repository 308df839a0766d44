import "./WitnessSwitches.css";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { announceProblem, ready, vaults } from "../../state/app";
import { setWitnessed } from "../../state/session";
import { Check } from "../../ui/Fields";
import { goalName } from "../../ui/goal-name";
import { Section } from "../../ui/Section";

/** One switch per goal: whether the server may replay it. */
export function WitnessSwitches() {
  const [asked, setAsked] = useState<string | null>(null);
  const turn = (vault: string, on: boolean) => {
    setAsked(vault);
    setWitnessed(vault, on)
      .catch(announceProblem)
      .finally(() => setAsked(null));
  };
  return (
    <Section title={t("witness.heading")}>
      <p>{t("witness.discloses")}</p>
      <p>{t("witness.keeps")}</p>
      <p class="muted">{t("witness.off")}</p>
      <ul class="witness">
        {vaults.value
          .filter((it) => !it.demo)
          .map((it) => (
            <li key={it.vault}>
              <Check
                label={t("witness.switch", { name: goalName(it) })}
                checked={it.witnessed}
                disabled={asked !== null || !ready.value}
                busy={asked === it.vault}
                testId={`witness-${it.vault}`}
                onChange={(on) => turn(it.vault, on)}
              />
              <span class="muted" role="status">
                {asked === it.vault && t("witness.busy")}
                {asked !== it.vault && (it.witnessed ? t("witness.isOn") : t("witness.isOff"))}
              </span>
            </li>
          ))}
      </ul>
    </Section>
  );
}
