import "./TouchHint.css";
import { t } from "../../i18n";
import { hintSeen, markHintSeen } from "../../state/prefs";

const HAS_FINGERS = navigator.maxTouchPoints > 0;

/** Says once, on a screen for fingers, what one and two fingers do on a picture. */
export function TouchHint({ of }: { of: keyof typeof hintSeen }) {
  if (!HAS_FINGERS || hintSeen[of].value) return null;
  return (
    <aside class="touch-hint" data-testid={`touch-hint-${of}`}>
      <p>{t(`hands.${of}`)}</p>
      <button
        type="button"
        class="button"
        data-testid={`touch-hint-${of}-seen`}
        onClick={() => markHintSeen(of)}
      >
        {t("hands.seen")}
      </button>
    </aside>
  );
}
