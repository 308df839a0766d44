import "./EngineBytes.css";
import { t } from "../../i18n";
import { phase } from "../../state/app";

const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1);

/** How much of the engine has arrived. Nothing while it comes from this device. */
export function EngineBytes() {
  const now = phase.value;
  if (now.phase !== "loading" || !now.total) return null;
  const { done = 0, total } = now;
  const text = t("start.bytes", { done: megabytes(done), total: megabytes(total) });
  return (
    <div class="engine-bytes" data-testid="engine-bytes">
      <progress value={done} max={total} aria-label={t("start.engine")} />
      <p class="muted">{text}</p>
    </div>
  );
}
