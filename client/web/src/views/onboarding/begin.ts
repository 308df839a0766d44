import { scrollToTop } from "../../platform/address";

/** The page of a new goal begins at its top, with the focus on its heading. */
export function beginAtTop(): void {
  requestAnimationFrame(() => {
    scrollToTop();
    const heading = document.querySelector<HTMLElement>("#main h1");
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  });
}
