import "./ComparePanel.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { count } from "../../i18n/format";
import { comparingHash, digitGroups } from "../../model/compared-digits";
import type { Comparison } from "../../model/engine";
import { addressOf } from "../../platform/address";
import { account, announceProblem, ready, sync, vaults } from "../../state/app";
import { comparison, loadComparison, scannedDigits } from "../../state/comparison";
import { DigitGroups } from "../../ui/DigitGroups";
import { QrCode } from "../../ui/QrCode";
import { Section } from "../../ui/Section";
import { UserText } from "../../ui/UserText";

/** Digits that are read one by one, also by a screen reader. */
function PartDigits({ digits }: { digits: string }) {
  const groups = digitGroups(digits);
  return (
    <td>
      <span aria-hidden="true">{groups.join(" ")}</span>
      <span class="hidden">{groups.map((it) => it.split("").join(" ")).join(", ")}</span>
    </td>
  );
}

function Parts({ found }: { found: Comparison }) {
  const names = new Map(vaults.value.map((it) => [it.vault, it.name]));
  return (
    <details data-testid="compare-parts">
      <summary>{t("trust.parts")}</summary>
      <div class="table-box">
        <table class="table compare-parts">
          <caption class="hidden">{t("trust.parts")}</caption>
          <tbody>
            <tr>
              <th scope="row">{t("trust.accountPart")}</th>
              <PartDigits digits={found.account} />
            </tr>
            {found.vaults.map((it) => (
              <tr key={it.vault}>
                <th scope="row">
                  <UserText of={names.get(it.vault)} or={t("vault.untitled")} />
                </th>
                <PartDigits digits={it.digits} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** Whether the device whose QR code was read shows the same. */
function Result({ own, other }: { own: string; other: string }) {
  const same = own === other;
  return (
    <div
      class={`stack compare-result ${same ? "" : "differs"}`}
      role="status"
      data-testid="compare-result"
      data-same={same}
    >
      <p>
        <strong>{t(same ? "trust.same" : "trust.differ")}</strong>
      </p>
      {!same && <p>{t("trust.differWhy")}</p>}
    </div>
  );
}

function Digits({ found }: { found: Comparison }) {
  const { phase } = sync.value;
  return (
    <>
      {phase !== "synced" && phase !== "syncing" && (
        <p class="muted" data-testid="compare-unsynced">
          {t("trust.unsynced")}
        </p>
      )}
      {found.detached > 0 && (
        <p class="muted">{t("trust.detached", { n: count(found.detached) })}</p>
      )}
      <DigitGroups
        groups={digitGroups(found.digits)}
        label={t("trust.digits")}
        testId="compare-digits"
      />
      <div class="compare-code">
        <QrCode
          text={addressOf(comparingHash(found.digits))}
          label={t("trust.qr")}
          testId="compare-qr"
        />
        <p class="muted">{t("trust.qrHow")}</p>
      </div>
      <Parts found={found} />
    </>
  );
}

/** Digits and a QR code by which two devices find out, past the server, whether it shows them the same. */
export function ComparePanel() {
  const other = scannedDigits.value;
  const [isOpen, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const isShown = isOpen || other !== null;
  const isReady = ready.value;
  const identity = account.value?.identity;
  const status = sync.value;
  useEffect(() => {
    if (isShown && isReady && identity) loadComparison().catch(announceProblem);
  }, [isShown, isReady, identity, status]);
  useEffect(() => {
    if (other === null) return;
    place.current?.focus({ preventScroll: true });
    place.current?.scrollIntoView({ block: "start" });
    return () => {
      scannedDigits.value = null;
    };
  }, [other]);
  const found = identity ? comparison.value : null;
  if (!identity && other === null) return null;
  return (
    <div ref={place} tabIndex={-1} class="compare" data-testid="compare-devices">
      <Section title={t("trust.compare")}>
        <p>{t("trust.compareBody")}</p>
        {!identity && isReady && <p role="status">{t("trust.compareNone")}</p>}
        {found && other !== null && <Result own={found.digits} other={other} />}
        {isShown && found && <Digits found={found} />}
        {!isShown && (
          <button
            type="button"
            class="button"
            disabled={!isReady}
            data-testid="compare-open"
            onClick={() => setOpen(true)}
          >
            {t("trust.compareOpen")}
          </button>
        )}
      </Section>
    </div>
  );
}
