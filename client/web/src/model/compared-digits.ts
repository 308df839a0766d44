/** The digits that two devices compare, in groups and in the address that a QR code holds. They are nothing private. */
import { COMPARED_DIGITS } from "./engine";

const GROUP = 5;
const PREFIX = "#/compare/";
const DIGITS = new RegExp(`^\\d{${COMPARED_DIGITS}}$`);

export function digitGroups(digits: string): string[] {
  return digits.match(new RegExp(`\\d{1,${GROUP}}`, "g")) ?? [];
}

/** The hash of the address that brings the digits of one device to another. */
export function comparingHash(digits: string): string {
  return `${PREFIX}${digits}`;
}

/** The digits in such a hash, or null. */
export function digitsInHash(hash: string): string | null {
  const digits = hash.startsWith(PREFIX) ? hash.slice(PREFIX.length) : "";
  return DIGITS.test(digits) ? digits : null;
}
