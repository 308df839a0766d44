/** What the explanations of terms read of the open goal. */
import { strongestPath } from "../../model/paths";
import { firstShown } from "../../model/then-now";
import { draft, sync, view } from "../../state/app";
import { historyReady } from "../../state/arriving";
import { mergesOf, pastTrajectories, readFacts } from "../../state/facts";
import { forecasts, readings } from "../../state/readings";
import { whatIfs } from "../../state/whatifs";
import { shownName } from "../route/common";
import type { Present } from "./term-notes";

/** Null without an open goal. */
export function present(): Present | null {
  const goal = view.value;
  const controls = draft.value;
  if (!goal || !controls) return null;
  // A component that renders reads nothing by itself.
  if (historyReady.value) queueMicrotask(readFacts);
  const { vault, head, commits, live } = goal;
  const { nodes, edges } = live.graph;
  const past = pastTrajectories(vault, head, commits);
  return {
    live: readings.live.value,
    drift: readings.drift.value,
    sim: readings.sim.value,
    horizon: forecasts.live.value.horizon,
    shares: controls.page3.allocations,
    shift: controls.page2.virtual_anchor_shift,
    commits,
    head,
    t_ms: live.t_ms,
    stateHash: goal.state_hash,
    nodes,
    edges,
    path: strongestPath("SELF", edges, null),
    past: past && firstShown(past),
    merges: mergesOf(vault, head),
    whatIfs: whatIfs.value,
    receipt: sync.value.receipt,
    nameOf: (id) => shownName(goal, id),
  };
}
