/** LIVE, drift and SIM: what a commit does by itself, and what moved controls add. */
export const effect = {
  drift: "Drift",
  effect: "Effect",
  driftIs: "drift {{value}}",
  is: "effect {{delta}}",
  driftWhat: "Drift is what a commit does by itself. Effect is SIM minus drift.",
  item: "{{name}} {{delta}}",
  others: "{{names}}: no effect. Effect on {{list}}.",
  views: "Filters and shift are views. No quantity moves.",
  nothing: "Nothing differs from the untouched draft. A commit gives the drift alone.",
  spoken: "Effect: {{list}}.",
  committed: "Committed and stored on this device. Effect: {{list}}.",
  committedDrift: "Committed and stored on this device. The drift alone moved the quantities.",
  massMoves: "Moves mass M. In these rules M moves no other quantity.",
  massMoved: "Moves mass M: effect {{delta}}. In these rules M moves no other quantity.",
  ofSlot: "Effect of this share",
  ofDraft: "Effect of the whole draft",
};
