import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { language } from "../../i18n/language";
import { announceProblem, createDemo, ready } from "../../state/app";

const DAYS_AHEAD = 42;

/** The start of today and the end of the example, in local time. */
function days(): { today_ms: number; due: string } {
  const day = new Date();
  const today_ms = day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() + DAYS_AHEAD);
  const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
  return { today_ms, due: parts.map((part) => String(part).padStart(2, "0")).join("-") };
}

/** The offer of the example goal with months of history. */
export function DemoInvitation() {
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    try {
      await createDemo({ language: language.value, ...days() });
    } catch (error) {
      announceProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="first-demo">
      <button
        type="button"
        class="button"
        disabled={busy || !ready.value}
        aria-describedby="first-demo-about"
        data-testid="demo-open"
        onClick={() => void open()}
      >
        {busy ? t("demo.busy") : t("demo.open")}
      </button>
      <p id="first-demo-about" class="muted">
        {t("demo.about")}
      </p>
    </div>
  );
}
