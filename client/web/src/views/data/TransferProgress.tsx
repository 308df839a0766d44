import { t } from "../../i18n";
import { count } from "../../i18n/format";
import { progress } from "../../state/app";
import { transfer } from "../../state/data";

/** The progress of a transfer. It stays invisible for the first third of a second. */
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
