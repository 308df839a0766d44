export const glossary = {
  density: "How much of the energy, after leak and under pressure, fills the volume. From 0 to 1.",
  stability: "1 minus sigma.",
  sigma: "Unrest. Above 0.7 in SIM a draft cannot be committed.",
  P_outcome:
    "An index of the model: density and stability, weighed, times confidence. It says nothing about what will happen.",
  M: "How much of your life is bound to this goal. From 0 to 1.",
  E: "The time and strength that go into this goal. From 0 to 1.",
  dE_dt: "The target of energy minus the energy now.",
  leak: "The part of the energy that is lost before it reaches the goal.",
  pressure:
    "How strongly the remaining energy is pressed into the volume. Density is multiplied by it.",
  volume: "How widely the energy is spread. Density is divided by it.",
  recovery: "A value that the state stores. No rule changes it.",
  confidence:
    "How narrow the band of the trajectory is: 1 minus the factor of the horizon times sigma.",
  distance:
    "How far a past trajectory was from what came: the mean of |density that came − density projected| over its samples whose time has come. The first sample is the commit itself and does not count. A density holds until the next commit.",
  node_type: "The name of the state, from density, sigma, mass and energy.",
  live: "The state after the newest commit.",
  sim: "The state that a commit of the draft would give.",
  drift:
    "What a commit does by itself. With nothing moved, each commit takes the quantities part of the way to the targets of the untouched draft.",
  effect: "What the moved controls add to a commit: SIM minus drift.",
  commit: "Turns SIM into LIVE and adds the draft to the history.",
  merge: "A commit that joins the histories of two devices. Every device computes the same one.",
  head: "The newest commit. Devices that show the same id have the same history.",
  draft: "The changes that are not committed yet, of all three pages together.",
  trajectory:
    "The density that the rules compute for the time ahead, at eight times at most within the horizon.",
  whatif: "A named draft, or another past, saved on this device. All of it is SIM.",
  another:
    "What the history would be if one commit had another draft or were left out. All of it is SIM.",
  node: "You, or a person, a place or a thing of this goal. Each node has a mass and a sigma.",
  mass_modifier: "A commit changes mass by this share of itself, up or down.",
  volume_override: "A commit moves volume half of the way to this value.",
  horizon:
    "How far ahead P_outcome and the trajectory look. A longer horizon gives sigma more weight.",
  flow: "How much goes from one node to another. From 0 to 1.",
  anchor: "The centre of the route picture. It changes the view only, and no quantity.",
  strongest:
    "The path from you along which most flow arrives. The flows along a path are multiplied. It leads to the selected node, or else to the node that most flow reaches.",
  slot_N: "The share of constraint lowers volume.",
  slot_NE: "The share of risk raises sigma.",
  slot_E: "The share of energy raises energy E.",
  slot_SE: "The share of leak raises leak.",
  slot_S: "The share of pattern raises pressure and lowers sigma.",
  slot_SW: "The share of drag lowers pressure.",
  slot_W: "The share of connection lowers leak and sigma.",
  slot_NW: "The share of compression lowers volume more than constraint does.",
  receipt: "The signature of the server that it has stored an upload.",
  state_hash: "The SHA-256 of the whole state. Equal states have equal hashes.",
};
