/** Where equal commits of the present draft lead. */
import { signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import type { Course } from "../model/engine";
import { announceProblem } from "./app";
import { whenDraftSettled } from "./draft";

export const settling = signal<{ vault: string; course: Course } | null>(null);

let generation = 0;

/** Asks the engine again. Only the newest answer counts. */
export async function readSettling(vault: string): Promise<void> {
  generation += 1;
  const mine = generation;
  try {
    await whenDraftSettled();
    const course = await engine.call("course", { vault });
    if (mine === generation) settling.value = { vault, course };
  } catch (error) {
    announceProblem(error);
  }
}
