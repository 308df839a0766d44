import { t } from "../../i18n";
import { hrefOf, isMore, PAGES, page } from "../../state/router";
import { Icon } from "../../ui/Icon";

/** A bar of tabs at the bottom of a phone, a rail beside the page on a wide screen. */
export function Navigation() {
  return (
    <nav class="navigation" aria-label={t("nav.label")}>
      {PAGES.map((name) => (
        <a
          key={name}
          href={hrefOf(name)}
          aria-current={
            page.value === name || (name === "settings" && isMore(page.value)) ? "page" : undefined
          }
          data-testid={`nav-${name}`}
        >
          <Icon name={name} />
          <span>{t(`nav.${name}`)}</span>
        </a>
      ))}
    </nav>
  );
}
