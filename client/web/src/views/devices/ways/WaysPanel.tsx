import "./passkey-texts";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../../i18n";
import { dateTime } from "../../../i18n/format";
import type { FormerWay, WayIn } from "../../../model/engine";
import { hrefOf } from "../../../model/pages";
import { hasPasskeys } from "../../../platform/passkeys";
import { account, announceProblem, ready, sync } from "../../../state/app";
import { devices } from "../../../state/session";
import { loadWays, offersWayBack, putOffRehearsal, ways } from "../../../state/ways";
import { Section } from "../../../ui/Section";
import { UserText } from "../../../ui/UserText";
import { ChangePassword } from "./ChangePassword";
import { RehearseDialog, RemoveDialog } from "./CodeDialogs";
import { PasskeyDialog, RemovePasskeyDialog } from "./PasskeyDialogs";
import { RecoveryDialog } from "./RecoveryDialog";

type Asking = "password" | "recovery" | "rehearse" | "remove" | "passkey";

const DIALOGS = {
  password: ChangePassword,
  recovery: RecoveryDialog,
  rehearse: RehearseDialog,
  remove: RemoveDialog,
  passkey: PasskeyDialog,
};

function origin({ added_ms, device }: WayIn): string | null {
  if (added_ms === null) return null;
  const name = devices.value?.find((it) => it.device === device)?.name;
  const when = dateTime(added_ms);
  return name ? t("ways.since", { when, name }) : t("ways.sinceThen", { when });
}

interface OfferProps {
  onMake: () => void;
  onPasskey: () => void;
}

/** After an account was made: what losing the password means, and the ways around it. */
function Offer({ onMake, onPasskey }: OfferProps) {
  const place = useRef<HTMLElement>(null);
  // The form above it has just gone, and on a phone it stands out of sight.
  useEffect(() => {
    place.current?.focus({ preventScroll: true });
    place.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <section
      class="stack needs"
      ref={place}
      tabIndex={-1}
      aria-labelledby="way-back"
      data-testid="way-back"
    >
      <h3 id="way-back">{t("ways.offerTitle")}</h3>
      <p>{t("ways.offerBody")}</p>
      <div class="row">
        <button type="button" class="button primary" data-testid="way-back-code" onClick={onMake}>
          {t("ways.make")}
        </button>
        {hasPasskeys() && (
          <button type="button" class="button" data-testid="way-back-passkey" onClick={onPasskey}>
            {t("passkeys.add")}
          </button>
        )}
        <a class="button" href={hrefOf("data")} data-testid="way-back-archive">
          {t("ways.archive")}
        </a>
        <button
          type="button"
          class="button quiet"
          data-testid="way-back-later"
          onClick={() => {
            offersWayBack.value = false;
          }}
        >
          {t("ways.later")}
        </button>
      </div>
    </section>
  );
}

/** A month after the code was made. It goes with a check, or for good. */
function RehearsalOffer() {
  return (
    <p class="row muted" data-testid="rehearsal-offer">
      {t("ways.rehearseOffer")}
      <button
        type="button"
        class="button quiet"
        data-testid="rehearsal-later"
        onClick={() => putOffRehearsal().catch(announceProblem)}
      >
        {t("ways.rehearseLater")}
      </button>
    </p>
  );
}

function Passkeys({ ways, onRemove }: { ways: WayIn[]; onRemove: (way: WayIn) => void }) {
  const passkeys = ways.filter((it) => it.kind === "passkey");
  return passkeys.map((way) => {
    const name = way.name ?? t("passkeys.kind");
    return (
      <div key={way.id} data-testid="way-passkey">
        <dt>
          {t("passkeys.kind")}: <UserText of={name} />
        </dt>
        <dd>
          {origin(way) ?? t("ways.there")}{" "}
          <button
            type="button"
            class="button quiet"
            disabled={!ready.value}
            aria-label={t("passkeys.removeOf", { name })}
            data-testid="way-passkey-remove"
            onClick={() => onRemove(way)}
          >
            {t("passkeys.remove")}
          </button>
        </dd>
      </div>
    );
  });
}

const KINDS = {
  password: "account.password",
  recovery: "ways.code",
  passkey: "passkeys.kind",
} as const;

/** What was replaced or removed, the newest first. */
function Former({ former }: { former: readonly FormerWay[] }) {
  if (former.length === 0) return null;
  return (
    <details data-testid="ways-former">
      <summary>{t("passkeys.former")}</summary>
      <dl class="facts">
        {former.map((way, at) => {
          const name = devices.value?.find((it) => it.device === way.device)?.name;
          const when = { added: dateTime(way.added_ms), removed: dateTime(way.removed_ms) };
          return (
            <div key={former.length - at}>
              <dt>{t(KINDS[way.kind])}</dt>
              <dd>
                {name
                  ? t("passkeys.formerFrom", { ...when, name })
                  : t("passkeys.formerThen", when)}
              </dd>
            </div>
          );
        })}
      </dl>
    </details>
  );
}

/** How a person gets into the account, and how each way is changed. */
export function WaysPanel() {
  const [asking, setAsking] = useState<Asking | null>(null);
  const [removing, setRemoving] = useState<WayIn | null>(null);
  const isReady = ready.value;
  const identity = account.value?.identity;
  const since = sync.value.last_synced_ms;
  useEffect(() => {
    if (isReady && identity) loadWays().catch(announceProblem);
  }, [isReady, identity, since]);
  const known = ways.value;
  if (!known) return null;
  const code = known.ways.find((it) => it.kind === "recovery");
  const password = known.ways.find((it) => it.kind === "password");
  const offers = offersWayBack.value && !code && !known.has_passkey;
  const Asked = asking && DIALOGS[asking];
  const ask = (what: Asking, label: string) => (
    <button
      type="button"
      class="button"
      disabled={!isReady}
      data-testid={`ways-${what}`}
      onClick={() => setAsking(what)}
    >
      {label}
    </button>
  );
  return (
    <Section title={t("ways.heading")}>
      {offers && (
        <Offer onMake={() => setAsking("recovery")} onPasskey={() => setAsking("passkey")} />
      )}
      <dl class="facts" data-testid="ways-list">
        <div data-testid="way-password">
          <dt>{t("account.password")}</dt>
          <dd>{(password && origin(password)) ?? t("ways.there")}</dd>
        </div>
        <div data-testid="way-recovery" data-there={code !== undefined}>
          <dt>{t("ways.code")}</dt>
          <dd>{code ? (origin(code) ?? t("ways.there")) : t("ways.none")}</dd>
        </div>
        <Passkeys ways={known.ways} onRemove={setRemoving} />
      </dl>
      <Former former={known.former} />
      {!code && !known.has_passkey && !offers && <p class="muted">{t("ways.noneBody")}</p>}
      {known.offers_rehearsal && <RehearsalOffer />}
      <div class="row">
        {ask("password", t("ways.change"))}
        {!offers && ask("recovery", t(code ? "ways.replace" : "ways.make"))}
        {code && ask("rehearse", t("ways.rehearse"))}
        {code && ask("remove", t("ways.remove"))}
        {known.upgraded && hasPasskeys() && ask("passkey", t("passkeys.add"))}
      </div>
      {Asked && <Asked onClose={() => setAsking(null)} />}
      {removing && <RemovePasskeyDialog way={removing} onClose={() => setRemoving(null)} />}
    </Section>
  );
}
