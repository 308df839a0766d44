import type { ComponentChildren } from "preact";
import { t } from "../../i18n";
import type { TestId } from "../../ui/test-ids";

interface Props {
  label: string;
  busyLabel: string;
  busy: boolean;
  disabled: boolean;
  testId: TestId;
  onCancel: () => void;
  /** Another way to do the same. */
  children?: ComponentChildren;
}

/** The buttons at the end of the form of a dialog. */
export function FormButtons(props: Props) {
  const { label, busyLabel, busy, disabled, testId, onCancel, children } = props;
  return (
    <div class="row">
      <button type="submit" class="button primary" disabled={busy || disabled} data-testid={testId}>
        {busy ? busyLabel : label}
      </button>
      {children}
      <button type="button" class="button" onClick={onCancel}>
        {t("app.cancel")}
      </button>
    </div>
  );
}
