import { t } from "../../i18n";
import type { TestId } from "../../ui/test-ids";

interface Props {
  label: string;
  busyLabel: string;
  busy: boolean;
  disabled: boolean;
  testId: TestId;
  onCancel: () => void;
}

/** The buttons at the end of the form of a dialog. */
export function FormButtons({ label, busyLabel, busy, disabled, testId, onCancel }: Props) {
  return (
    <div class="row">
      <button type="submit" class="button primary" disabled={busy || disabled} data-testid={testId}>
        {busy ? busyLabel : label}
      </button>
      <button type="button" class="button" onClick={onCancel}>
        {t("app.cancel")}
      </button>
    </div>
  );
}
