import { t } from "../i18n";
import { Icon } from "./Icon";
import type { TestId } from "./test-ids";

/** The cross that closes a dialog or a notice. */
export function CloseButton({ testId, onClick }: { testId: TestId; onClick: () => void }) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={t("app.close")}
      data-testid={testId}
      onClick={onClick}
    >
      <Icon name="close" />
    </button>
  );
}
