import "./texts";
import "./adding.css";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../../i18n";
import type { CodeOfDevice, Problem } from "../../../model/engine";
import { problemOf } from "../../../model/problem";
import { addressOf } from "../../../platform/address";
import { hideDeviceCode, joinAccount, lookForAccount, showDeviceCode } from "../../../state/adding";
import { joinsAs } from "../../../state/adding-signals";
import { announce, announceProblem, ready, vaults } from "../../../state/app";
import { suggestDeviceName } from "../../../state/session";
import { DigitGroups } from "../../../ui/DigitGroups";
import { Check } from "../../../ui/Fields";
import { Refusal } from "../../../ui/ProblemText";
import { QrCode } from "../../../ui/QrCode";
import { Section } from "../../../ui/Section";
import { useWork } from "../../../ui/use-work";
import { checkGroups } from "./check-groups";
import { useFocusHere } from "./use-focus-here";
import { usePolling } from "./use-polling";

/** The server did not answer this time. */
const PASSING = new Set(["OFFLINE", "TIMEOUT", "FOREIGN_ANSWER", "SERVER_BUSY"]);

/** The code on the screen, and the account that has come for it. */
function useJoin() {
  const [code, setCode] = useState<CodeOfDevice | null>(null);
  const [account, setAccount] = useState<string | null>(null);
  const [ended, setEnded] = useState<Problem | null>(null);
  const [isOffline, setOffline] = useState(false);
  const begin = async () => {
    setEnded(null);
    setAccount(null);
    setCode(null);
    try {
      joinsAs.value ||= suggestDeviceName(navigator.userAgent);
      setCode(await showDeviceCode(joinsAs.value));
    } catch (error) {
      setEnded(problemOf(error));
    }
  };
  const isReady = ready.value;
  useEffect(() => {
    if (!isReady) return;
    void begin();
    return () => {
      hideDeviceCode().catch(() => {});
    };
  }, [isReady]);
  usePolling(code !== null && account === null && ended === null, async () => {
    try {
      setAccount(await lookForAccount());
      setOffline(false);
    } catch (error) {
      const problem = problemOf(error);
      if (PASSING.has(problem.code)) setOffline(true);
      else setEnded(problem);
    }
  });
  return { code, account, ended, setEnded, isOffline, begin };
}

function Shown({ code, isOffline }: { code: CodeOfDevice; isOffline: boolean }) {
  const copy = () =>
    navigator.clipboard
      .writeText(code.groups.join(" "))
      .then(() => announce(t("adding.copied")), announceProblem);
  return (
    <>
      <p>{t("adding.joinBody")}</p>
      <p class="muted">{t("adding.joinNeeds")}</p>
      <div class="adding-code">
        <QrCode text={addressOf(code.link)} label={t("adding.qr")} testId="join-qr" />
        <div class="stack">
          <p>{t("adding.name", { name: joinsAs.value ?? "" })}</p>
          <p>{t("adding.digits")}</p>
          <DigitGroups
            groups={checkGroups(code.check)}
            label={t("adding.digits")}
            testId="join-check"
          />
          <p role="status" data-testid="join-waiting">
            {t(isOffline ? "adding.waitingOffline" : "adding.waiting")}
          </p>
        </div>
      </div>
      <details>
        <summary>{t("adding.text")}</summary>
        <p class="adding-groups mono" dir="ltr" data-testid="join-groups">
          {code.groups.join(" ")}
        </p>
      </details>
      <button type="button" class="button" data-testid="join-copy" onClick={copy}>
        {t("adding.copy")}
      </button>
    </>
  );
}

function Arrived(props: { name: string; onJoin: (adopt: boolean) => void; busy: boolean }) {
  const { name, onJoin, busy } = props;
  const [adopt, setAdopt] = useState(true);
  const place = useFocusHere<HTMLParagraphElement>();
  return (
    <div class="stack" data-testid="join-arrived">
      <p ref={place} tabIndex={-1} role="status">
        <strong>{t("adding.arrived", { name })}</strong>
      </p>
      <p>{t("adding.arrivedBody")}</p>
      {vaults.value.length > 0 && (
        <Check label={t("account.adopt")} checked={adopt} testId="join-adopt" onChange={setAdopt} />
      )}
      <div class="row">
        <button
          type="button"
          class="button primary"
          disabled={busy}
          data-testid="join-submit"
          onClick={() => onJoin(adopt)}
        >
          {t(busy ? "adding.joining" : "adding.join")}
        </button>
        <button
          type="button"
          class="button"
          disabled={busy}
          data-testid="join-decline"
          onClick={leave}
        >
          {t("adding.decline")}
        </button>
      </div>
    </div>
  );
}

function leave(): void {
  joinsAs.value = null;
}

/** Shows the code of this device until another one has added it, and joins the account after the person agrees. */
export function Join() {
  const { code, account, ended, setEnded, isOffline, begin } = useJoin();
  const { busy, run } = useWork();
  const place = useFocusHere<HTMLDivElement>();
  const join = (adopt: boolean) =>
    run(async () => {
      try {
        const adopted = await joinAccount(adopt);
        leave();
        announce(adopted ? t("account.adopted", { count: adopted }) : t("account.loggedIn"));
      } catch (error) {
        setEnded(problemOf(error));
      }
    });
  return (
    <Section title={t("trust.joinOpen")}>
      <div ref={place} tabIndex={-1} class="stack" data-testid="join">
        {ended ? (
          <>
            <Refusal problem={ended} testId="join-problem" />
            <button
              type="button"
              class="button primary"
              data-testid="join-again"
              onClick={() => void begin()}
            >
              {t("adding.again")}
            </button>
          </>
        ) : account !== null ? (
          <Arrived name={account} onJoin={join} busy={busy} />
        ) : (
          code && <Shown code={code} isOffline={isOffline} />
        )}
        {account === null && (
          <button type="button" class="button quiet" data-testid="join-back" onClick={leave}>
            {t("adding.back")}
          </button>
        )}
      </div>
    </Section>
  );
}
