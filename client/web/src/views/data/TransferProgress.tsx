import { t } from "../../i18n";
import { count } from "../../i18n/format";
import { progress } from "../../state/app";
import { transfer } from "../../state/data";

/** How far a file is; what is done within the third of a second is never seen. */
export function TransferProgress() {
  const current = transfer.value;
  const replay = progress.value;
  const told = replay?.task === "import" && current?.total === 0 ? replay : current;
  if (!current || !told) return <div class="transfer" role="status" data-testid="transfer" />;
  const { done, total } = told;
  return (
    <div class="transfer" role="status" data-testid="transfer">
      <progress {...(total > 0 ? { value: done, max: total } : {})} aria-label={t("data.busy")} />
      <span>
        {total > 0
          ? t("data.progress", { done: count(done), total: count(total) })
          : t("data.busy")}
      </span>
    </div>
  );
}
