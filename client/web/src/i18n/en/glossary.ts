export const glossary = {
  density: "How much of the energy, after leak and under pressure, fills the volume. From 0 to 1.",
  stability: "1 minus sigma.",
  sigma: "Unrest. Above 0.7 in SIM a draft cannot be committed.",
  P_outcome:
    "An index of the model, computed from density, stability and sigma over the horizon. It is a number of the model and nothing more.",
  M: "Mass: how much of you is bound to this goal.",
  E: "Energy put into this goal.",
  dE_dt: "The remaining distance of energy from its target.",
  leak: "The part of energy that is lost on the way.",
  pressure: "The force that presses energy into the volume.",
  volume: "The space that energy spreads over. A larger volume is less dense.",
  recovery: "A quantity that the state stores.",
  confidence: "How narrow the band of the trajectory is: 1 minus the horizon factor times sigma.",
  distance:
    "How far a past trajectory was from what came: the mean of |density that came − density projected| over its samples whose time has come. The first sample is the commit itself and does not count. A density holds until the next commit.",
  node_type: "The name of the state that follows from density, sigma, mass and energy.",
  live: "The committed state.",
  sim: "The state that the draft would give, computed by the same six stages on a copy.",
  drift:
    "What a commit does by itself. With nothing moved, each commit takes the quantities part of the way to the targets of the untouched draft.",
  effect: "What the moved controls add to a commit: SIM minus drift.",
  commit: "Makes SIM the new LIVE and adds a link to the chain.",
  merge:
    "The joined histories of two devices. Every device computes the same merge from the same two heads.",
  head: "The newest commit. Its id binds every commit before it.",
  mass_modifier: "When the draft is committed, mass changes by this share of itself, up or down.",
  volume_override: "When the draft is committed, volume moves half of the way to this value.",
  horizon:
    "How far ahead P_outcome and the trajectory look. A longer horizon gives sigma more weight.",
  flow: "How much moves along an edge, from 0 to 1.",
  anchor:
    "The centre of the route picture. It changes the view only; the physics does not read it.",
  strongest:
    "The path from SELF along which most flow arrives. The flows along a path are multiplied. It leads to the selected node, or else to the end that most flow reaches.",
  slot_N: "Constraint lowers the volume that energy spreads over.",
  slot_NE: "Risk raises sigma.",
  slot_E: "Energy raises E.",
  slot_SE: "Leak raises the part of the energy that is lost.",
  slot_S: "Pattern raises pressure and lowers sigma.",
  slot_SW: "Drag lowers pressure.",
  slot_W: "Connection lowers leak and sigma.",
  slot_NW: "Compression lowers the volume more than constraint does.",
  state_hash: "SHA-256 of the whole state document. Equal states have equal hashes.",
};
