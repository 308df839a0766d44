/** Shows a number on the app's icon, where the system can. */
export function showBadge(count: number): void {
  if (!("setAppBadge" in navigator)) return;
  // Refused where the page is not installed.
  navigator.setAppBadge(count).catch(() => undefined);
}
