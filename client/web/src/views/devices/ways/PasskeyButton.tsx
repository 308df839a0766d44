import "./passkey-texts";
import { useEffect } from "preact/hooks";
import { t } from "../../../i18n";
import type { Input } from "../../../model/engine";
import type { WayShown } from "../../../model/way-shown";
import { hasPasskeys } from "../../../platform/passkeys";
import { ready } from "../../../state/app";
import { loadWays, showPasskey, ways } from "../../../state/ways";

interface Props {
  purpose: Input<"ask_passkey">["purpose"];
  /** What the form does besides, or null if the form is not filled in. */
  act: ((way: WayShown) => Promise<unknown>) | null;
  busy: boolean;
  run: (work: () => Promise<void>) => Promise<void>;
}

/** Does with a passkey what the form does with the password, if the account has one. */
export function PasskeyButton({ purpose, act, busy, run }: Props) {
  const known = ways.value !== null;
  useEffect(() => {
    // Without it there is the password.
    if (!known) loadWays().catch(() => undefined);
  }, [known]);
  if (!ways.value?.has_passkey || !hasPasskeys()) return null;
  return (
    <button
      type="button"
      class="button"
      disabled={busy || act === null || !ready.value}
      data-testid="with-passkey"
      onClick={() =>
        run(async () => {
          await act?.(await showPasskey(purpose));
        })
      }
    >
      {t("passkeys.use")}
    </button>
  );
}
