/** The browser's offer to install the page as an app. Not in the DOM's own types: only some browsers have it. */
export interface InstallOffer extends Event {
  prompt(): Promise<void>;
}

/** Calls `onOffer` with each offer, and with null once the app is installed. */
export function watchInstallOffers(onOffer: (offer: InstallOffer | null) => void): void {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    onOffer(event as InstallOffer);
  });
  addEventListener("appinstalled", () => onOffer(null));
}

export const isInstalled = () => matchMedia("(display-mode: standalone)").matches;

/** In a browser of iOS, which has no offer: a person adds the page to the home screen. */
export const canBeAdded = () => "standalone" in navigator && navigator.standalone === false;
