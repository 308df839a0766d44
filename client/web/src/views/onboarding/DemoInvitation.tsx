import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { language } from "../../i18n/language";
import { announceProblem, createDemo, ready } from "../../state/app";
import { asked, firstVisit, takeAsked, whenStarted } from "../../state/first-visit";
import { beginAtTop } from "./begin";

const DAYS_AHEAD = 42;

/** The start of today and the end of the example, in local time. */
function days(): { today_ms: number; due: string } {
  const day = new Date();
  const today_ms = day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() + DAYS_AHEAD);
  const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
  return { today_ms, due: parts.map((part) => String(part).padStart(2, "0")).join("-") };
}

const createExample = () => createDemo({ language: language.value, ...days() });

/** The offer of the example goal with months of history. */
export function DemoInvitation({ onDone }: { onDone?: () => void }) {
  const busy = asked.value === "demo";
  const finish = () => {
    onDone?.();
    beginAtTop();
  };
  const open = () => whenStarted("demo", createExample).then(finish, announceProblem);
  // A reload before the engine had started.
  useEffect(() => {
    if (takeAsked("demo")) void open();
  }, []);
  return (
    <div class="first-demo">
      <button
        type="button"
        class="button"
        disabled={asked.value !== "" || !(ready.value || firstVisit.value)}
        aria-describedby="first-demo-about"
        data-testid="demo-open"
        onClick={() => void open()}
      >
        {busy && ready.value ? t("demo.busy") : t("demo.open")}
      </button>
      <p id="first-demo-about" class="muted" role={busy ? "status" : undefined}>
        {busy && !ready.value ? t("start.demoWaits") : t("demo.about")}
      </p>
    </div>
  );
}
