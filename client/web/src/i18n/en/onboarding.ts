/** The guide by doing, the example goal, and the explanation of terms. */
export const onboarding = {
  tour: {
    start: "Show me",
    next: "Next",
    done: "Done",
    step: "{{current}} of {{total}}",
    moveTitle: "Move something",
    moveBody: "Drag this control, or use the arrow keys on it. Nothing is committed by that.",
    seeTitle: "SIM lies over LIVE",
    seeBody:
      "Blue is LIVE, the committed state. Amber and dashed is SIM: what this draft would give, with the difference beside it.",
    commitTitle: "Commit",
    commitBody: "This turns SIM into LIVE and adds a link to the chain on this device.",
    pastTitle: "Everything stays readable",
    pastBody: "History plays each commit again, as the pages were then.",
  },
  demo: {
    open: "Look around in an example",
    busy: "Making the example…",
    about: "Seventeen weeks of a made-up goal. It stays on this device.",
    banner: "A made-up example. It never leaves this device.",
    discard: "Throw away",
    discarded: "The example is gone from this device.",
  },
  term: { explain: "{{name}}: what it means", anchor: "Anchor shift", strongest: "Strongest path" },
};
