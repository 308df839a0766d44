/** What-ifs, and what the words of a goal say. */
export const whatif = {
  title: "What-ifs side by side",
  open: "Compare what-ifs",
  name: "Name of the what-if",
  keep: "Keep as what-if",
  kept: "“{{name}}” is kept on this device. SIM goes on as it is.",
  none: "Nothing is kept yet. A draft can be kept under a name and laid beside LIVE and others; all of it is SIM, and none of it leaves this device.",
  local:
    "What-ifs are drafts: all of them are SIM, sealed on this device only. {{count}} of {{limit}}.",
  table: "Quantities of LIVE, SIM and every what-if",
  course: "Trajectory",
  courseText:
    "{{name}}: over {{horizon}} from {{from}} to {{to}}, confidence {{confidence}}. LIVE is the solid line.",
  line: "Line",
  from: "From",
  to: "To",
  dialText:
    "Trajectories over {{horizon}}, the highest end first: {{names}}. The table has their numbers.",
  dialKey:
    "LIVE is the solid line. SIM and each what-if have a dash, a shape and a letter of their own.",
  dialApart: "Each horizon has a scale of its own; LIVE is on all of them.",
  gate: "Commit gate",
  gateOpen: "open",
  sigma: "sigma {{value}} above {{limit}}",
  load: "Load into SIM",
  loadOf: "Load into SIM: {{name}}",
  loaded: "SIM is now “{{name}}”.",
  renameOf: "Rename: {{name}}",
  rename: "Rename",
  newName: "New name",
  discard: "Throw away",
  discardOf: "Throw away: {{name}}",
  discarded: "“{{name}}” is thrown away.",
  undo: "Undo",
  undone: "Undone.",
  actions: "What can be done",
  noSim: "no draft",
  against: "against LIVE {{delta}}",
};

export const wordScores = {
  heading: "What the words say",
  about:
    "How many words of six kinds the title, the why and the date hold. Each number counts words; it weighs nothing else.",
  holds: "words: {{count}}",
  words: "Words of “{{name}}”",
  none: "No word of this kind is in the text.",
  measurable: "Measure",
  time_bound: "Time",
  quantified: "Quantity",
  action: "Action",
  obstacle: "Obstacle",
  resources: "Resources",
};
