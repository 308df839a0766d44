import { t } from "../i18n";
import type { Arriving } from "../model/engine";

export function countText({ have, of }: Arriving): string {
  return t("arriving.count", { have, of });
}

/** What arrives, and what works meanwhile. */
export function aboutArriving({ readable }: Arriving): string {
  return t(readable ? "arriving.pull" : "arriving.history");
}
