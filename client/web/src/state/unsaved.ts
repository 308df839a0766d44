/** What must be saved, or finished by the person, before the page may be loaded anew. */
import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { saveDraft } from "./app";
import { keepTyped, unkept } from "./typed";

const held = signal(0);
const unsaved = computed(() => held.value > 0 || unkept.value);

/** Holds a reload back while a form has text that nothing keeps, such as a password. */
export function useUnkept(holds: boolean): void {
  useEffect(() => {
    if (!holds) return;
    held.value += 1;
    return () => {
      held.value -= 1;
    };
  }, [holds]);
}

/** Resolves once the page may be loaded anew. Saves what can be saved first. */
export async function whenSaved(): Promise<void> {
  // A refusal now would be a refusal later.
  await saveDraft().catch(() => undefined);
  await keepTyped();
  await new Promise<void>((resolve) => {
    const stop = unsaved.subscribe((waits) => {
      if (waits) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
}
