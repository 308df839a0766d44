/** The sphere of the goal page and what stands around it. */
export const stage = {
  hold: "Hold the picture still",
  key: "What the picture is made of",
  glow: "Glow",
  pulse: "Pulse",
  surface: "Surface",
  ring: "Ring",
  inwards: "Dots going in",
  outwards: "Rings going out",
};
