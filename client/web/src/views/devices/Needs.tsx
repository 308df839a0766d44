import "./Needs.css";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { isBlank } from "../../model/text";
import type { WayShown } from "../../model/way-shown";
import { announce, announceProblem, ready } from "../../state/app";
import { acceptGeneration, renewDeviceId, suggestDeviceName } from "../../state/session";
import { useUnkept } from "../../state/unsaved";
import { Field } from "../../ui/Fields";
import { Refusal } from "../../ui/ProblemText";
import { Section } from "../../ui/Section";
import { useWork } from "../../ui/use-work";
import { AccountPassword } from "./AccountPassword";
import { PasskeyButton } from "./ways/PasskeyButton";

/**
 * For a copied or restored profile: a new device id, under which own commits are rewritten. `onHold`: something is
 * typed, so the panel has to stay while a round of sync ends in another way.
 */
export function PasswordPanel({ onHold }: { onHold: (holds: boolean) => void }) {
  const [password, setPassword] = useState("");
  const [name, setName] = useState(suggestDeviceName(navigator.userAgent));
  useUnkept(password !== "");
  useEffect(() => onHold(password !== ""), [password, onHold]);
  const { busy, problem, run } = useWork();
  const renew = async (way: WayShown) => {
    await renewDeviceId(way, name.trim());
    setPassword("");
    announce(t("needs.done"));
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (!isBlank(name)) void run(() => renew({ password }));
  };
  return (
    <Section title={t("needs.passwordTitle")} class="needs">
      <p>{t("needs.passwordBody")}</p>
      <form class="stack" onSubmit={submit} noValidate data-testid="renewal-form">
        <AccountPassword value={password} testId="renewal-password" onInput={setPassword} />
        <Field
          label={t("account.deviceName")}
          value={name}
          testId="renewal-device"
          onInput={setName}
        />
        <Refusal problem={problem} testId="renewal-problem" />
        <button
          type="submit"
          class="button primary"
          disabled={busy || !ready.value}
          data-testid="renewal-submit"
        >
          {busy ? t("account.busy") : t("needs.passwordButton")}
        </button>
        <PasskeyButton purpose="login" act={isBlank(name) ? null : renew} busy={busy} run={run} />
      </form>
    </Section>
  );
}

/** For a restored server: sync stops until the person agrees. */
export function GenerationPanel() {
  const [busy, setBusy] = useState(false);
  const agree = () => {
    setBusy(true);
    acceptGeneration()
      .then(() => announce(t("needs.done")), announceProblem)
      .finally(() => setBusy(false));
  };
  return (
    <Section title={t("needs.generationTitle")} class="needs">
      <p>{t("needs.generationBody")}</p>
      <button
        type="button"
        class="button primary"
        disabled={busy || !ready.value}
        data-testid="generation-accept"
        onClick={agree}
      >
        {t("needs.generationButton")}
      </button>
    </Section>
  );
}
