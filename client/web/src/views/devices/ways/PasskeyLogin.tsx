import "./passkey-texts";
import { t } from "../../../i18n";
import { isBlank } from "../../../model/text";
import { hasPasskeys } from "../../../platform/passkeys";
import { account, announce, ready } from "../../../state/app";
import { suggestDeviceName } from "../../../state/session";
import { logInWithPasskey } from "../../../state/ways";
import { Refusal } from "../../../ui/ProblemText";
import { useWork } from "../../../ui/use-work";
import { Replaced } from "../Replaced";

interface Props {
  name: string;
  device: string;
  adopt: boolean;
}

/** Logs in with a passkey. The name may stay empty: the passkey knows its account. */
export function PasskeyLogin({ name, device, adopt }: Props) {
  const { busy, problem, run } = useWork();
  if (!hasPasskeys()) return null;
  const own = isBlank(device) ? suggestDeviceName(navigator.userAgent) : device.trim();
  const logIn = async () => {
    const typed = account.value === null ? name.trim() : "";
    const adopted = await logInWithPasskey(typed, own, adopt, false);
    announce(adopted ? t("account.adopted", { count: adopted }) : t("account.loggedIn"));
  };
  return (
    <div class="stack">
      <button
        type="button"
        class="button"
        disabled={busy || !ready.value}
        data-testid="passkey-login"
        onClick={() => run(logIn)}
      >
        {busy ? t("account.busy") : t("passkeys.login")}
      </button>
      <Refusal problem={problem} testId="passkey-login-problem" />
      {problem?.code === "ACCOUNT_REPLACED" && (
        <Replaced join={() => logInWithPasskey("", own, true, true)} />
      )}
    </div>
  );
}
