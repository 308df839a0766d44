export const glossary = {
  density: "How much of the energy, after leak and under pressure, fills the volume. 0 to 1.",
  stability: "1 minus sigma.",
  sigma: "Unrest. Above 0.7 in SIM a draft cannot be committed.",
  P_outcome:
    "An index of the model, made from density, stability and sigma over the horizon. It is a number of the model and nothing beyond it.",
  M: "Mass: how much of you is bound to this goal.",
  E: "Energy put into this goal.",
  dE_dt: "The distance that energy still has to its target.",
  leak: "The part of energy that is lost on the way.",
  pressure: "What presses energy into the volume.",
  volume: "The room that energy spreads over; a larger one is less dense.",
  recovery: "A measure kept in the state.",
  confidence: "How narrow the band of the trajectory is: 1 minus horizon factor times sigma.",
  node_type: "The name of the state that density, sigma, mass and energy make together.",
  live: "The committed state.",
  sim: "What the draft would give: the same six stages on a copy.",
  commit: "Turns SIM into LIVE and adds a link to the chain.",
  merge:
    "Two devices' histories joined: every device makes the same merge from the same two heads.",
  head: "The newest commit; its id binds everything before it.",
  state_hash: "SHA-256 of the whole state document. Equal states have equal hashes.",
};
