/** The guide by doing, the example goal, and the explanation of terms. */
export const onboarding = {
  tour: {
    start: "Show me",
    next: "Next",
    done: "Done",
    step: "{{current}} of {{total}}",
    moveTitle: "Move something",
    moveBody: "Drag this control, or use the arrow keys on it. This commits nothing.",
    seeTitle: "SIM is drawn over LIVE",
    seeBody:
      "Blue is LIVE, the committed state. Dashed amber is SIM: what this draft would give, with its effect beside it. The thin mark is the drift, which a commit makes by itself.",
    commitTitle: "Commit",
    commitBody: "This turns SIM into LIVE and adds a link to the chain on this device.",
    pastTitle: "Everything stays readable",
    pastBody: "History shows the pages as they were at each commit.",
  },
  demo: {
    open: "Look around an example",
    busy: "Creating the example…",
    about: "Seventeen weeks of a made-up goal. It stays on this device.",
    banner: "A made-up example. It never leaves this device.",
    discard: "Delete",
    discarded: "The example was deleted from this device.",
  },
  lost: {
    title: "The goals are gone from this browser",
    held_one: "This browser held {{count}} goal until {{when}}. Its storage is empty now.",
    held_other: "This browser held {{count}} goals until {{when}}. Its storage is empty now.",
    why: "A browser deletes the storage of a site when the disk is full, when it has not been used for long, or when site data is cleared.",
    withAccount:
      "This browser was logged in to an account. A log-in brings back everything that had synced.",
    withoutAccount:
      "No account was connected here. An archive brings goals back. So does a log-in, if another device has synced them.",
    login: "Log in",
    archive: "Open an archive",
    dismiss: "Begin anew",
  },
  term: { explain: "{{name}}: what it means", anchor: "Anchor shift", strongest: "Strongest path" },
};
