/** The slices of the shipped font that this page has loaded. */

import type { Language } from "./prefs";
import { LOADED_AS_NEEDED } from "./whole-files";

/**
 * Has the service worker keep the slices that the page loads past it. A page of a first visit is not served by the worker,
 * and the next start may have no network.
 */
export function keepLoadedFonts(): void {
  const container = navigator.serviceWorker;
  if (!container || container.controller !== null) return;
  const observer = new PerformanceObserver((list) => {
    const paths = list.getEntries().map(({ name }) => new URL(name).pathname);
    const loaded = paths.filter((path) => LOADED_AS_NEEDED.test(path));
    if (loaded.length > 0)
      void container.ready.then(({ active }) => active?.postMessage({ loaded }));
  });
  observer.observe({ type: "resource", buffered: true });
}

/** Resolves once the style sheets of the page have been read: they name the slices. */
async function readSheets(): Promise<void> {
  const links = [...document.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet]")];
  const read = (link: HTMLLinkElement) =>
    new Promise((resolve) => {
      for (const end of ["load", "error"]) link.addEventListener(end, resolve);
    });
  await Promise.all(links.filter(({ sheet }) => sheet === null).map(read));
}

/**
 * Loads the slices with the letters of the app's texts: the last faces of `fonts.css`, first Hangul, then Latin. Resolves
 * also when they do not arrive. `FontFaceSet.load` would load each slice whose range has the letters.
 */
export async function loadLettersOf(language: Language): Promise<void> {
  await readSheets();
  const faces = [...document.fonts].filter(({ family }) => family.includes("AUTUS Sans"));
  const wanted = faces.slice(language === "ko" ? -2 : -1);
  await Promise.allSettled(wanted.map((face) => face.load()));
}
