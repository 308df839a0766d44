import "./CommitFilters.css";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { count } from "../../i18n/format";
import { type FilterChange, isFiltered } from "../../model/commit-filter";
import { COMMIT_KINDS, type CommitFilter, LABEL_LENGTH_MAX, SLOTS } from "../../model/engine";
import type { GoalView } from "../../state/app";
import { branches, clearFilter, filter, setFilter, timeline } from "../../state/history";
import { Field } from "../../ui/Fields";
import type { TestId } from "../../ui/test-ids";
import { nameOfDevice } from "./device-name";

/** The wait after a keystroke, so that a long history is searched once per word. */
const TYPING_MS = 200;

interface SelectProps {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  testId: TestId;
  onChoose: (value: string) => void;
}

function Select({ label, value, options, testId, onChoose }: SelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        data-testid={testId}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        <option value="">{t("past.all")}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

function TextFilter({ onText }: { onText: (text: string) => void }) {
  const [text, setText] = useState(filter.value.text ?? "");
  const timer = useRef(0);
  const kept = filter.value.text ?? "";
  useEffect(() => {
    if (kept === "") setText("");
  }, [kept]);
  useEffect(() => () => self.clearTimeout(timer.current), []);
  return (
    <Field
      label={t("past.text")}
      value={text}
      testId="filter-text"
      maxLength={LABEL_LENGTH_MAX}
      onInput={(next) => {
        setText(next);
        self.clearTimeout(timer.current);
        timer.current = self.setTimeout(() => onText(next), TYPING_MS);
      }}
    />
  );
}

function Found({ view }: { view: GoalView }) {
  const line = timeline.value;
  if (!line || !isFiltered(filter.value)) return null;
  return (
    <div class="row" role="status">
      <span data-testid="filter-found">
        {t("past.found", { n: count(line.total), all: count(line.all) })}
      </span>
      {filter.value.slot && <span class="muted">{t("past.slotText")}</span>}
      {line.positions?.length === 0 && <span>{t("past.nothing")}</span>}
      <button
        type="button"
        class="button quiet"
        data-testid="filter-clear"
        onClick={() => clearFilter(view.vault, view.head)}
      >
        {t("past.clear")}
      </button>
    </div>
  );
}

/** The filters of the list. The engine searches its index. */
export function CommitFilters({ view }: { view: GoalView }) {
  const by = filter.value;
  // Open at first if a filter is set. From then on the person decides.
  const [open] = useState(isFiltered(by));
  const set = (change: FilterChange) => setFilter(view.vault, view.head, change);
  const devices = branches.value?.devices ?? [];
  return (
    <div class="filters-box">
      <details class="commit-filters" open={open} data-testid="filters">
        <summary>{t("past.filters")}</summary>
        <div class="commit-filters-grid">
          <TextFilter onText={(text) => set({ text })} />
          <Select
            label={t("past.device")}
            value={by.device ?? ""}
            options={devices.map((it) => ({ value: it.device, label: nameOfDevice(it, devices) }))}
            testId="filter-device"
            onChoose={(device) => set({ device })}
          />
          <Select
            label={t("past.kind")}
            value={by.kind ?? ""}
            options={COMMIT_KINDS.map((kind) => ({ value: kind, label: t(`history.${kind}`) }))}
            testId="filter-kind"
            onChoose={(kind) => set({ kind: (kind || undefined) as CommitFilter["kind"] })}
          />
          <Select
            label={t("past.slot")}
            value={by.slot ?? ""}
            options={SLOTS.map((slot) => ({ value: slot, label: t(`slot.${slot}`) }))}
            testId="filter-slot"
            onChoose={(slot) => set({ slot: (slot || undefined) as CommitFilter["slot"] })}
          />
        </div>
      </details>
      <Found view={view} />
    </div>
  );
}
