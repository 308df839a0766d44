/** Where the service worker leaves what another app shared, for the page that opens next. */
export const SHARED_CACHE = "autus-shared";
export const SHARED_URL = "/shared-text";

export interface SharedText {
  title: string;
  text: string;
  url: string;
}
