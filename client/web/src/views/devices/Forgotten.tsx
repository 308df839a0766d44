import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { announce, ready } from "../../state/app";
import { recoverAccount } from "../../state/data";
import { Refusal } from "../../ui/ProblemText";
import { useWork } from "../../ui/use-work";

/** After a log-in to a server that has forgotten the account: an offer to create it there again. */
export function Forgotten({ password }: { password: string }) {
  const { busy, problem, run } = useWork();
  const panel = useRef<HTMLElement>(null);
  // It appears under the form, often out of sight. The focus must not be on its button: Enter may still be pressed.
  useEffect(() => {
    panel.current?.focus({ preventScroll: true });
    panel.current?.scrollIntoView({ block: "nearest" });
  }, []);
  const recover = () =>
    run(async () => {
      await recoverAccount(password);
      announce(t("needs.forgottenDone"));
    });
  return (
    <section
      class="stack needs"
      ref={panel}
      tabIndex={-1}
      aria-labelledby="account-forgotten"
      data-testid="account-forgotten"
    >
      <h3 id="account-forgotten">{t("needs.forgottenTitle")}</h3>
      <p>{t("needs.forgottenBody")}</p>
      <Refusal problem={problem} testId="account-forgotten-problem" />
      <button
        type="button"
        class="button"
        disabled={busy || !ready.value}
        data-testid="account-recover"
        onClick={recover}
      >
        {busy ? t("account.busy") : t("needs.forgottenButton")}
      </button>
    </section>
  );
}
