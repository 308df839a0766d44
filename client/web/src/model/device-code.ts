/** The code of a new device in the address that its QR code holds. The engine reads what is in it. */
import { DEVICE_CODE_LINK } from "./engine";

/** The code behind the hash of an address, or null. */
export function codeInHash(hash: string): string | null {
  return hash.startsWith(DEVICE_CODE_LINK) && hash.length > DEVICE_CODE_LINK.length ? hash : null;
}
