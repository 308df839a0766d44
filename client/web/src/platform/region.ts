/** Whether the region of this browser writes 0,5 for a half. Its spreadsheets then split a table at semicolons. */
export function writesDecimalComma(): boolean {
  return new Intl.NumberFormat(navigator.language).format(0.5).includes(",");
}
