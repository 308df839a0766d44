import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { announce, ready } from "../../state/app";
import { Refusal } from "../../ui/ProblemText";
import { useWork } from "../../ui/use-work";

/** After a log-in to an account that has the name of this device's former one: an offer to join it. `join` logs in again. */
export function Replaced({ join }: { join: () => Promise<number> }) {
  const { busy, problem, run } = useWork();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    panel.current?.focus({ preventScroll: true });
    panel.current?.scrollIntoView({ block: "nearest" });
  }, []);
  const replace = () =>
    run(async () => {
      const adopted = await join();
      announce(t("account.adopted", { count: adopted }));
    });
  return (
    <section
      class="stack needs"
      ref={panel}
      tabIndex={-1}
      aria-labelledby="account-replaced"
      data-testid="account-replaced"
    >
      <h3 id="account-replaced">{t("needs.replacedTitle")}</h3>
      <p>{t("needs.replacedBody")}</p>
      <Refusal problem={problem} testId="account-replaced-problem" />
      <button
        type="button"
        class="button"
        disabled={busy || !ready.value}
        data-testid="account-join"
        onClick={replace}
      >
        {busy ? t("account.busy") : t("needs.replacedButton")}
      </button>
    </section>
  );
}
