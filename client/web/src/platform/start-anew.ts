/** Ends this page, with everything that it shows and remembers, and loads it again at the same address. */

import { storeMoves } from "./moves";

export function startAnew(): void {
  document.getElementById("app")?.replaceChildren();
  document.title = "AUTUS";
  // Only a page without an engine keeps them, and they are numbers of the person.
  storeMoves([]);
  location.reload();
}
