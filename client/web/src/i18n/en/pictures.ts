/** What the pictures of route and mandala show, in words. */
export const pictures = {
  node: "{{name}}, mass {{mass}}, sigma {{sigma}}",
  nodeNew: "{{name}}, new in SIM, mass {{mass}}, sigma {{sigma}}",
  nodeGone: "{{name}}, deleted in SIM, mass {{mass}}, sigma {{sigma}}",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  fit: "Show the whole graph",
  linking: "Connecting {{name}}: arrow keys choose the other node, Enter connects, Escape cancels.",
  summary: "{{nodes}} and {{edges}}.",
  strongest: "Strongest path: {{path}} ({{flow}}).",
  strongestSim: "In SIM: {{path}} ({{flow}}).",
  noPath: "No flow leaves you.",
  noPathSim: "In SIM no flow leaves you.",
  changes:
    "SIM: {{added}} {node|nodes} added, {{gone}} deleted, {{scaled}} with another mass, {{edges}} {edge|edges} changed.",
  keys: "Arrow keys go from node to node. Enter opens a node, + and − change its mass, C connects it, Delete deletes it.",
  touch:
    "Drag from node to node to connect. On a touch screen, hold the node first. Drag the small ring of a selected node to change its mass. Two fingers move and zoom the graph. Ctrl and the wheel zoom too.",
  emptyTitle: "Only you, so far",
  emptyBody: "The people, places and things of this goal appear around you.",
  emptyButton: "Add the first node",
  help: "How to use the graph",
};
