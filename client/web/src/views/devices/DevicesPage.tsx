import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { account, persistence, sync, vaults } from "../../state/app";
import { Section } from "../../ui/Section";
import { AccountForm } from "./AccountForm";
import { AccountPanel } from "./AccountPanel";
import { ComparePanel } from "./ComparePanel";
import { DeviceList } from "./DeviceList";
import { GenerationPanel, PasswordPanel } from "./Needs";
import { SyncDetails } from "./SyncDetails";
import { WitnessSwitches } from "./WitnessSwitches";
import { WaysPanel } from "./ways/WaysPanel";

const STORAGE = {
  persisted: "devices.persisted",
  "best-effort": "devices.bestEffort",
  unknown: "devices.storageUnknown",
} as const;

export function DevicesPage() {
  const signedIn = account.value !== null && sync.value.phase !== "signed_out";
  const [isTyping, setTyping] = useState(false);
  return (
    <div class="devices-grid">
      <h1 class="hidden">{t("devices.heading")}</h1>
      <div class="stack">
        {(sync.value.needs === "password" || isTyping) && <PasswordPanel onHold={setTyping} />}
        {sync.value.needs === "generation" && <GenerationPanel />}
        <Section title={t("sync.title")}>
          <SyncDetails />
        </Section>
        {signedIn && sync.value.needs !== "login" ? <AccountPanel /> : <AccountForm />}
        {signedIn && sync.value.needs !== "login" && <WaysPanel />}
      </div>
      <div class="stack">
        <DeviceList signedIn={signedIn} />
        <ComparePanel />
        {signedIn && vaults.value.length > 0 && <WitnessSwitches />}
        <Section title={t("devices.storage")}>
          <p data-testid="persistence" data-state={persistence.value}>
            {t(STORAGE[persistence.value])}
          </p>
        </Section>
      </div>
    </div>
  );
}
