/** How fingers move the pictures, and what the pictures of time and space say about themselves. */
export const hands = {
  graph:
    "One finger scrolls the page. Two fingers move and zoom the graph. Hold a node with one finger, then drag it to another node to connect both.",
  petals:
    "One finger scrolls the page. Drag a petal sideways, or hold it with one finger and drag it in any direction.",
  seen: "Got it",
  unnamed_one:
    "{{count}} name has no room in the picture. Select its node or zoom in to see it. The table below has all names.",
  unnamed_other:
    "{{count}} names have no room in the picture. Select a node or zoom in to see its name. The table below has all names.",
  axis_one: "{{count}} sample over {{length}}.",
  axis_other: "{{count}} samples over {{length}}.",
  axisPart_one: "{{count}} sample: the first {{length}} of {{horizon}}.",
  axisPart_other: "{{count}} samples: the first {{length}} of {{horizon}}.",
};
