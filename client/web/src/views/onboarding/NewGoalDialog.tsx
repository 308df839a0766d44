import { t } from "../../i18n";
import { Dialog } from "../../ui/Dialog";
import { GoalForm } from "./GoalForm";

/** The form of a new goal over whatever page is open. */
export function NewGoalDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t("vault.createTitle")} testId="vault-create" onClose={onClose}>
      <GoalForm onDone={onClose} />
    </Dialog>
  );
}
