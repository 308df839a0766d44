/** LIVE, drift and SIM: what a commit does by itself, and what a person's hand adds. */
export const effect = {
  drift: "Drift",
  effect: "Effect",
};
