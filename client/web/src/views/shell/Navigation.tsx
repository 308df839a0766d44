import "./Navigation.css";
import { t } from "../../i18n";
import { hrefOf, isMore, PAGES, type Page } from "../../model/pages";
import { page } from "../../state/router";
import { Icon } from "../../ui/Icon";

function isCurrent(name: Page): boolean {
  const within = isMore(page.value) || page.value === "data";
  return page.value === name || (name === "settings" && within);
}

/** A bar of tabs at the bottom of a phone, a rail beside the page on a wide screen. */
export function Navigation() {
  return (
    <nav class="navigation" aria-label={t("nav.label")}>
      {PAGES.map((name) => (
        <a
          key={name}
          href={hrefOf(name)}
          aria-current={isCurrent(name) ? "page" : undefined}
          data-testid={`nav-${name}`}
        >
          <Icon name={name} />
          <span>{t(`nav.${name}`)}</span>
        </a>
      ))}
    </nav>
  );
}
