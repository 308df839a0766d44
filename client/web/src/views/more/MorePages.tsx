import { t } from "../../i18n";
import { hrefOf, type MorePage } from "../../state/router";
import { useModule } from "../../state/useModule";
import { Skeleton } from "../shell/Skeleton";

const load = () => import("./pages");

/** The pages behind the settings, fetched when one of them is opened. */
export function MorePages({ name }: { name: MorePage }) {
  const pages = useModule(load);
  if (!pages) return <Skeleton />;
  const Page = pages.PAGES[name];
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
