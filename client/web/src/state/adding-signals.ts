/** What the pages that add a device are asked for. Their actions come with them (`state/adding.ts`). */
import { signal } from "@preact/signals";

/** The name under which this device asks to be added by another one, while it shows its code. */
export const joinsAs = signal<string | null>(null);

/** The person adds another device. */
export const addsDevice = signal(false);

/** The code of another device, from the address that its QR code holds. */
export const scannedCode = signal<string | null>(null);
