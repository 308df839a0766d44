/** The guided tour. A step that asks for an action continues once the person has done it. */
import { effect } from "@preact/signals";
import { type DriveStep, driver } from "driver.js";
import "./tour.css";
import { t } from "../../i18n";
import { view } from "../../state/app";
import { simulating } from "../../state/readings";
import type { TestId } from "../../ui/test-ids";

type Name = "move" | "see" | "commit" | "past";

function step(name: Name, element: string, buttons: ("next" | "close")[]): DriveStep {
  return {
    element,
    popover: {
      title: t(`tour.${name}Title`),
      description: t(`tour.${name}Body`),
      showButtons: buttons,
    },
  };
}

const find = (testId: TestId) => `[data-testid="${testId}"]`;

/** Runs the tour and calls `onEnd` at its end, on Escape or on its cross. */
export function startTour(onEnd: () => void): void {
  const commits = view.peek()?.commits ?? 0;
  const done: (() => boolean)[] = [
    () => simulating.value,
    () => false,
    () => (view.value?.commits ?? 0) > commits,
    () => false,
  ];
  const tour = driver({
    steps: [
      step("move", `.slider:has(${find("volume_override")})`, ["close"]),
      step("see", ".quantities", ["next", "close"]),
      step("commit", find("commit-button"), ["close"]),
      step("past", find("nav-history"), ["next", "close"]),
    ],
    animate: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    // Arrow keys belong to the control of the step.
    allowKeyboardControl: false,
    overlayClickBehavior: () => undefined,
    popoverClass: "tour",
    showProgress: true,
    progressText: t("tour.step", { current: "{{current}}", total: "{{total}}" }),
    nextBtnText: t("tour.next"),
    doneBtnText: t("tour.done"),
    onPopoverRender: (popover) => popover.closeButton.setAttribute("aria-label", t("app.close")),
    onDestroyed: () => end(),
  });
  const end = () => {
    stop();
    removeEventListener("keydown", onKey);
    onEnd();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.isComposing) return;
    tour.destroy();
    // The library calls no hook when it ends between two steps.
    end();
  };
  addEventListener("keydown", onKey);
  tour.drive();
  const stop = effect(() => {
    const reached = done.map((check) => check());
    const index = tour.getActiveIndex();
    if (index !== undefined && reached[index]) tour.moveNext();
  });
}
