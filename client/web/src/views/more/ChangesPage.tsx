import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { language } from "../../i18n/language";
import { type Release, releases } from "../../platform/releases";
import { Section } from "../../ui/Section";

export function ChangesPage() {
  const [known, setKnown] = useState<readonly Release[]>([]);
  const [unreadable, setUnreadable] = useState(false);
  useEffect(() => {
    releases().then(setKnown, () => setUnreadable(true));
  }, []);
  if (unreadable) return <p role="alert">{t("whatsNew.none")}</p>;
  return (
    <>
      {known.map((release) => (
        <Section key={release.version} title={t("whatsNew.version", { version: release.version })}>
          <ul data-testid="release">
            {release[language.value].map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </Section>
      ))}
    </>
  );
}
