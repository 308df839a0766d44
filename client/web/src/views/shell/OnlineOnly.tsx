import { signal } from "@preact/signals";
import { t } from "../../i18n";
import { onlineOnly } from "../../state/app";
import { useReleased } from "../../state/press";
import { CloseButton } from "../../ui/CloseButton";

/** Outside the component, so that it survives a change of page. */
const closed = signal(false);

/** Shown until somebody closes it. The settings go on saying it. */
export function OnlineOnly() {
  if (!useReleased(onlineOnly) || closed.value) return null;
  return (
    <div class="standing" role="status" data-testid="online-only">
      <span>{t("install.onlineOnly")}</span>
      <CloseButton
        testId="online-only-close"
        onClick={() => {
          closed.value = true;
        }}
      />
    </div>
  );
}
