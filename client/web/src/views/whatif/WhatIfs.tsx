import { signal } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { useEffect } from "preact/hooks";
import { loadLate } from "../../platform/app-files";
import { announceProblem, view } from "../../state/app";
import { comparing } from "../../state/whatifs";

const comparison = signal<FunctionComponent | null>(null);

/** The comparison, loaded when somebody opens it. */
export function WhatIfs() {
  const open = comparing.value;
  useEffect(() => {
    if (!open || comparison.value) return;
    loadLate(() => import("./Comparison")).then(
      (module) => {
        comparison.value = module.Comparison;
      },
      (error) => {
        comparing.value = false;
        announceProblem(error);
      },
    );
  }, [open]);
  const Comparison = comparison.value;
  // Its state belongs to one goal.
  return open && Comparison ? <Comparison key={view.value?.vault} /> : null;
}
