/** Comparing this device with another one of the account. */
import { signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import type { Comparison } from "../model/engine";

export const comparison = signal<Comparison | null>(null);

/** The digits of another device, from the address that its QR code holds. */
export const scannedDigits = signal<string | null>(null);

export async function loadComparison(): Promise<void> {
  comparison.value = await engine.call("compare_devices");
}
