import "./CommitItem.css";
import { t } from "../../i18n";
import { count, dateTime } from "../../i18n/format";
import type { HistoryRow } from "../../model/engine";
import type { Lanes } from "../../model/lanes";
import { shown } from "../../model/text";
import { sync } from "../../state/app";
import { Icon } from "../../ui/Icon";
import { UserText } from "../../ui/UserText";
import { deviceName } from "./device-name";
import { Gutter } from "./Gutter";
import { ROW_ROOM, sentenceOf } from "./sentence";

interface Props {
  row: HistoryRow;
  lanes: Lanes | null;
  selected: boolean;
  onSelect: () => void;
}

export function CommitItem({ row, lanes, selected, onSelect }: Props) {
  const did = sentenceOf(row, ROW_ROOM);
  const label = shown(row.label);
  const device = row.device && deviceName(row.device);
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
        {(label || !did || row.kind === "merge") && (
          <span class="commit-label">
            <UserText of={label} or={t(`history.${row.kind}`)} />
          </span>
        )}
        {did && (
          <span class="commit-did" data-testid="commit-did">
            {did}
          </span>
        )}
        <span class="muted">
          {t("history.number", { n: count(row.position) })} · {dateTime(row.t_ms)}
          {device && ` · ${device}`}
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
