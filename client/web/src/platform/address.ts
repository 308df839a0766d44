/** Calls `follow` with the hash of the address now and whenever it changes. */
export function watchHash(follow: (hash: string) => void): void {
  const tell = () => follow(location.hash);
  addEventListener("hashchange", tell);
  tell();
}

/** The whole address of a hash of this app. */
export function addressOf(hash: string): string {
  return `${location.origin}${location.pathname}${hash}`;
}

/** Changes the address without a new entry in the browser's history, and without telling `watchHash`. */
export function replaceHash(hash: string): void {
  history.replaceState(null, "", hash);
}

export function scrollToTop(): void {
  scrollTo(0, 0);
}
