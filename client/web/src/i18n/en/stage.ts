/** The sphere of the goal page and what stands around it. */
export const stage = {
  hold: "Pause the picture",
  key: "What the picture shows",
  glow: "Glow",
  pulse: "Pulse",
  surface: "Surface",
  ring: "Ring",
  inwards: "Dots going in",
  outwards: "Rings going out",
};
