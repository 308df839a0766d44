import "./Skeleton.css";
import { t } from "../../i18n";

/** Holds the places of a page until there is something to show. */
export function Skeleton() {
  return (
    <div class="skeleton" aria-busy="true" data-testid="skeleton">
      <p class="hidden">{t("app.starting")}</p>
      <div class="bone bone-title" />
      <div class="bone bone-large" />
      <div class="bone-row">
        <div class="bone" />
        <div class="bone" />
        <div class="bone" />
        <div class="bone" />
      </div>
    </div>
  );
}
