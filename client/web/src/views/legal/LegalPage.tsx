import "./LegalPage.css";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { language } from "../../i18n/language";
import { type Operator, operator } from "../../platform/operator";
import * as english from "./en";
import * as korean from "./ko";
import type { Part } from "./parts";

const TEXTS = { en: english, ko: korean };

function Parts({ parts }: { parts: readonly Part[] }) {
  return (
    <div class="legal">
      {parts.map((part) => (
        <section key={part.title}>
          <h2>{part.title}</h2>
          {part.says.map((text) => (
            <p key={text}>{text}</p>
          ))}
          {part.list && (
            <ul>
              {part.list.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          )}
        </section>
      ))}
    </div>
  );
}

/** The operator of the server, who is responsible for it. */
function OperatorFacts() {
  const [known, setKnown] = useState<Operator | "unreachable" | null>(null);
  useEffect(() => {
    operator().then(setKnown, () => setKnown("unreachable"));
  }, []);
  if (known === null) return null;
  if (known === "unreachable") return <p class="muted">{t("operator.unreachable")}</p>;
  if (!known.name && !known.contact) return <p>{t("operator.unnamed")}</p>;
  return (
    <dl class="facts">
      {known.name && (
        <div>
          <dt>{t("operator.name")}</dt>
          <dd data-testid="operator-name">{known.name}</dd>
        </div>
      )}
      {known.contact && (
        <div>
          <dt>{t("operator.contact")}</dt>
          <dd data-testid="operator-contact">{known.contact}</dd>
        </div>
      )}
    </dl>
  );
}

function OperatorSection() {
  return (
    <section class="legal">
      <h2>{t("operator.heading")}</h2>
      <OperatorFacts />
    </section>
  );
}

export function PrivacyPage() {
  return (
    <>
      <Parts parts={TEXTS[language.value].privacy} />
      <OperatorSection />
    </>
  );
}

export function TermsPage() {
  return (
    <>
      <Parts parts={TEXTS[language.value].terms} />
      <OperatorSection />
    </>
  );
}
