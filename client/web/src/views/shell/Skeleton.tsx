import "./Skeleton.css";
import { t } from "../../i18n";
import { EngineBytes } from "./EngineBytes";

/** A placeholder for a page that has nothing to show yet. */
export function Skeleton() {
  return (
    <div class="skeleton" aria-busy="true" data-testid="skeleton">
      <p class="hidden">{t("app.starting")}</p>
      <EngineBytes />
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
