import "./MorePages.css";
import { t } from "../../i18n";
import { hrefOf, isMore } from "../../model/pages";
import { page } from "../../state/router";
import { PAGES } from "./pages";

/** The pages behind the settings. */
export function MorePages() {
  const name = page.value;
  if (!isMore(name)) return null;
  const Page = PAGES[name];
  return (
    <article class="more">
      <p class="more-back">
        <a href={hrefOf("settings")}>{t("more.back")}</a>
      </p>
      <h1>{t(`more.${name}`)}</h1>
      <Page />
    </article>
  );
}
