import { signal } from "@preact/signals";
import { digitsInHash } from "../model/compared-digits";
import { codeInHash } from "../model/device-code";
import { hrefOf, NEW_GOAL, type Page, pageOf } from "../model/pages";
import { replaceHash, scrollToTop, watchHash } from "../platform/address";
import { addsDevice, scannedCode } from "./adding-signals";
import { scannedDigits } from "./comparison";

export const page = signal<Page>("goal");

/** `onNewGoal`: a shortcut, or another app that shares a text, asks for a new goal. */
export function startRouter(onNewGoal: () => void): void {
  watchHash((hash) => {
    if (hash === NEW_GOAL) {
      replaceHash(hrefOf("goal"));
      onNewGoal();
    }
    const digits = digitsInHash(hash);
    if (digits !== null) {
      scannedDigits.value = digits;
      replaceHash(hrefOf("devices"));
    }
    const code = codeInHash(hash);
    if (code !== null) {
      // The address does not keep the code.
      scannedCode.value = code;
      addsDevice.value = true;
      replaceHash(hrefOf("devices"));
    }
    const next = digits === null && code === null ? pageOf(hash) : "devices";
    // Every page starts at its top.
    if (next !== page.value) scrollToTop();
    page.value = next;
  });
}
