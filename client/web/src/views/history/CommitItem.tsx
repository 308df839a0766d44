import "./CommitItem.css";
import { t } from "../../i18n";
import { count, dateTime } from "../../i18n/format";
import type { CommitRow } from "../../model/engine";
import type { Lanes } from "../../model/lanes";
import { isolated, shown } from "../../model/text";
import { account, sync } from "../../state/app";
import { devices } from "../../state/session";
import { Icon } from "../../ui/Icon";
import { UserText } from "../../ui/UserText";
import { Gutter } from "./Gutter";

export function deviceName(id: string): string {
  // Without an account nobody else has made a commit here.
  if (!account.value || id === account.value.device) return t("history.thisDevice");
  const known = devices.value?.find((it) => it.device === id);
  if (known?.this) return t("history.thisDevice");
  return isolated(shown(known?.name)) || t("history.device", { id: id.slice(0, 8) });
}

interface Props {
  row: CommitRow;
  lanes: Lanes | null;
  selected: boolean;
  onSelect: () => void;
}

export function CommitItem({ row, lanes, selected, onSelect }: Props) {
  const lane = lanes && lanes.width > 1 ? lanes.at(row.position).lane + 1 : null;
  return (
    <button
      type="button"
      class={`commit-item kind-${row.kind}`}
      aria-current={selected ? "true" : undefined}
      data-testid="commit-row"
      data-commit={row.commit}
      data-kind={row.kind}
      data-synced={row.synced}
      onClick={onSelect}
    >
      <Gutter row={row} lanes={lanes} />
      <span class="commit-main">
        <span class="commit-label">
          <UserText of={row.label} or={t(`history.${row.kind}`)} />
        </span>
        <span class="muted">
          {t("history.number", { n: count(row.position) })} · {dateTime(row.t_ms)}
          {row.kind === "merge" ? ` · ${t("history.parents")}` : ` · ${deviceName(row.device)}`}
          {lane !== null && <span class="hidden">, {t("past.lane", { n: count(lane) })}</span>}
        </span>
      </span>
      {sync.value.phase !== "local" && (
        <span class={row.synced ? "synced" : "waiting"}>
          <Icon name={row.synced ? "cloud" : "devices"} />
          <span class="hidden">{row.synced ? t("history.synced") : t("history.local")}</span>
        </span>
      )}
    </button>
  );
}
