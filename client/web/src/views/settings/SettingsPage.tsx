import "./SettingsPage.css";
import { useState } from "preact/hooks";
import { version } from "../../../package.json";
import { t } from "../../i18n";
import { language, setLanguage } from "../../i18n/language";
import { hrefOf, MORE_PAGES } from "../../model/pages";
import { isInstalled } from "../../platform/install";
import type { Language } from "../../platform/prefs";
import { announceProblem, onlineOnly, view } from "../../state/app";
import { canInstall, install } from "../../state/install";
import { setTheme, theme } from "../../state/prefs";
import { Choice } from "../../ui/Fields";
import { Section } from "../../ui/Section";
import { Term } from "../../ui/Term";
import { termName, terms } from "../../ui/terms";
import { Late } from "../shell/Late";
import { present } from "../shell/present";
import { notesOn } from "../shell/term-notes";
import { Shortcuts } from "./Shortcuts";

function Preferences() {
  const [, setRefusals] = useState(0);
  const chooseLanguage = (next: Language) => {
    setLanguage(next).catch((error) => {
      announceProblem(error);
      // The choice shows the language that stays.
      setRefusals((count) => count + 1);
    });
  };
  return (
    <Section title={t("settings.heading")}>
      <Choice
        legend={t("settings.language")}
        value={language.value}
        options={[
          { value: "ko", label: "한국어" },
          { value: "en", label: "English" },
        ]}
        testId="language"
        onChoose={chooseLanguage}
      />
      <Choice
        legend={t("settings.theme")}
        value={theme.value}
        options={[
          { value: "system", label: t("settings.system") },
          { value: "light", label: t("settings.light") },
          { value: "dark", label: t("settings.dark") },
        ]}
        testId="theme"
        onChoose={setTheme}
      />
    </Section>
  );
}

function About() {
  return (
    <Section title={t("settings.about")}>
      <p>{t("settings.aboutBody")}</p>
      <dl class="facts">
        <div>
          <dt>{t("settings.version")}</dt>
          <dd data-testid="version">{version}</dd>
        </div>
        {view.value && (
          <>
            <div>
              <dt>{t("settings.rules")}</dt>
              <dd class="mono">{view.value.rules}</dd>
            </div>
            <div>
              <dt>
                <Term term="head" />
              </dt>
              <dd class="mono" data-testid="head">
                {view.value.head}
              </dd>
            </div>
            <div>
              <dt>
                <Term term="state_hash" />
              </dt>
              <dd class="mono" data-testid="state-hash">
                {view.value.state_hash}
              </dd>
            </div>
          </>
        )}
      </dl>
    </Section>
  );
}

function DataLink() {
  return (
    <Section title={t("data.heading")}>
      <p>{t("data.leads")}</p>
      <a class="button" href={hrefOf("data")} data-testid="data-link">
        {t("data.open")}
      </a>
    </Section>
  );
}

function Terms() {
  const now = present();
  return (
    <Section title={t("settings.terms")} class="wide">
      <dl class="terms" data-testid="glossary">
        {terms().map((term) => (
          <div key={term}>
            <dt>{termName(term)}</dt>
            <dd>
              {t(`glossary.${term}`)} {notesOn(term, now).join(" ")}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function More() {
  return (
    <Section title={t("more.heading")}>
      <ul class="links">
        {MORE_PAGES.map((name) => (
          <li key={name}>
            <a href={hrefOf(name)} data-testid={`more-${name}`}>
              {t(`more.${name}`)}
            </a>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Installed() {
  return (
    <Section title={t("install.heading")}>
      <p>{isInstalled() ? t("install.installed") : t("install.browser")}</p>
      {onlineOnly.value && <p data-testid="settings-online-only">{t("install.onlineOnly")}</p>}
      {canInstall.value && (
        <button
          type="button"
          class="button"
          data-testid="settings-install"
          onClick={() => void install().catch(announceProblem)}
        >
          {t("install.apply")}
        </button>
      )}
    </Section>
  );
}

const loadLock = () => import("../lock/LockPanel").then((it) => it.LockPanel);

export function SettingsPage() {
  return (
    <div class="settings-grid">
      <h1 class="hidden">{t("settings.heading")}</h1>
      <Preferences />
      <DataLink />
      <Late load={loadLock} />
      <More />
      <Installed />
      <Shortcuts />
      <About />
      <Terms />
    </div>
  );
}
