const HALF = 3;

/** The digits that both devices show, as they are read aloud. */
export function checkGroups(digits: string): string[] {
  return [digits.slice(0, HALF), digits.slice(HALF)];
}
