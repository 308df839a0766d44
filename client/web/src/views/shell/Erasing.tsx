import { useEffect } from "preact/hooks";
import { t } from "../../i18n";

/** Replaces every page while the browser's data is being erased and the engine has ended. */
export function Erasing({ held }: { held: boolean }) {
  // The page before it may have been scrolled.
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
