import { useEffect } from "preact/hooks";
import { t } from "../../i18n";

/** In place of every page: what they show is about to be gone, and the engine behind them has ended. */
export function Erasing({ held }: { held: boolean }) {
  // The page before it was read further down.
  useEffect(() => scrollTo(0, 0), []);
  return (
    <main class="alone" data-testid="erasing">
      <h1>{t("app.erasing")}</h1>
      <p role="status" data-testid="erasing-held">
        {held && t("app.eraseHeld")}
      </p>
    </main>
  );
}
