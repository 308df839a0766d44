import { t } from "../../i18n";
import { hrefOf } from "../../model/pages";
import { announce, ready, unsynced } from "../../state/app";
import { keepVaultHere, republishVault } from "../../state/data";
import { Refusal } from "../../ui/ProblemText";
import { useWork } from "../../ui/use-work";

interface StandingNoticeProps {
  vault: string;
  name: string;
}

/** A goal of the account that does not sync: what is so, and the ways on. */
export function StandingNotice({ vault, name }: StandingNoticeProps) {
  const { busy, problem, run } = useWork();
  const asks = unsynced(vault) === "deleted";
  const publish = () =>
    run(async () => {
      await republishVault(vault);
      announce(t("sync.published", { name }));
    });
  const keep = () =>
    run(async () => {
      await keepVaultHere(vault);
      announce(t("sync.kept", { name }));
    });
  const disabled = busy || !ready.value;
  return (
    <div class="stack" data-testid="deleted-goal">
      <p>{t(asks ? "sync.deletedBody" : "sync.hereOnlyBody", { name })}</p>
      <div class="row">
        <button
          type="button"
          class="button"
          disabled={disabled}
          data-testid={`publish-${vault}`}
          onClick={publish}
        >
          {t("sync.publish")}
        </button>
        {asks && (
          <button
            type="button"
            class="button"
            disabled={disabled}
            data-testid={`keep-here-${vault}`}
            onClick={keep}
          >
            {t("sync.keepHere")}
          </button>
        )}
        <a class="button" href={hrefOf("data")}>
          {t("sync.takeAway")}
        </a>
      </div>
      <Refusal problem={problem} testId="deleted-goal-problem" />
    </div>
  );
}
