/** What-ifs, and what the words of a goal say. */
export const whatif = {
  title: "What-ifs side by side",
  open: "Compare what-ifs",
  name: "Name of the what-if",
  keep: "Save as what-if",
  kept: "“{{name}}” is saved on this device. SIM is unchanged.",
  none: "No what-if is saved yet. A draft can be saved under a name and compared with LIVE and with other drafts. What-ifs are SIM, and none of them leaves this device.",
  local:
    "What-ifs are saved drafts and changes of a past commit. All of them are SIM, encrypted on this device only. {{count}} of {{limit}}.",
  table: "Quantities of LIVE, SIM and every what-if",
  course: "Trajectory",
  courseText:
    "{{name}}, horizon {{horizon}}: density from {{from}} to {{to}}, confidence {{confidence}}. LIVE is the solid line.",
  line: "Line",
  from: "From",
  to: "To",
  dialText:
    "Trajectories at a horizon of {{horizon}}, the highest end first: {{names}}. The table has the numbers.",
  dialKey: "LIVE is the solid line. SIM and each what-if have their own dash, shape and letter.",
  dialApart: "Each horizon has its own picture. LIVE is in all of them.",
  gate: "Commit gate",
  gateOpen: "open",
  sigma: "sigma {{value}} above {{limit}}",
  load: "Load into SIM",
  loadOf: "Load into SIM: {{name}}",
  loaded: "SIM is now “{{name}}”.",
  renameOf: "Rename: {{name}}",
  rename: "Rename",
  newName: "New name",
  discard: "Delete",
  discardOf: "Delete: {{name}}",
  discarded: "“{{name}}” was deleted.",
  undo: "Undo",
  undone: "Undone.",
  actions: "Actions",
  noSim: "no draft",
  against: "against LIVE {{delta}}",
};

export const wordScores = {
  heading: "Words of the goal",
  about:
    "Each number counts the words of one kind in the title, the why and the date. The arc adds up their points, up to 4. Nothing here rates the goal.",
  holds: "{{count}} {word|words}",
  words: "Words of “{{name}}”",
  none: "The text has no word of this kind.",
  measurable: "Measure",
  time_bound: "Time",
  quantified: "Quantity",
  action: "Action",
  obstacle: "Obstacle",
  resources: "Resources",
};
