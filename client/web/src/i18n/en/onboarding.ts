/** The guide by doing, the example goal, and the explanation of terms. */
export const onboarding = {
  tour: {
    start: "Show me",
    next: "Next",
    done: "Done",
    step: "{{current}} of {{total}}",
    moveTitle: "Move something",
    moveBody: "Drag this control, or use the arrow keys on it. Nothing is committed yet.",
    seeTitle: "SIM is drawn over LIVE",
    seeBody:
      "Blue is LIVE, the committed state. Dashed amber is SIM: what this draft would give, with its effect beside it. The thin mark is the drift, which a commit makes by itself.",
    commitTitle: "Commit",
    commitBody: "This turns SIM into LIVE and adds a commit to the history on this device.",
    pastTitle: "The past stays readable",
    pastBody: "Select a commit in History to see the state as it was.",
  },
  demo: {
    open: "Look around an example",
    busy: "Creating the example…",
    about: "Seventeen weeks of a made-up goal. It stays on this device.",
    banner: "A made-up example. It never leaves this device.",
    discard: "Delete the example",
    discarded: "The example was deleted from this device.",
  },
  lost: {
    title: "The goals are gone from this browser",
    held_one: "This browser held {{count}} goal until {{when}}. Its storage is empty now.",
    held_other: "This browser held {{count}} goals until {{when}}. Its storage is empty now.",
    why: "A browser deletes the storage of a site when the disk is full, when it has not been used for long, or when site data is cleared.",
    withAccount:
      "This browser was logged in to an account. Log in to get back everything that was synced.",
    withoutAccount:
      "No account was connected here. An archive brings the goals back. If another device has synced them, you can log in too.",
    login: "Log in",
    archive: "Open an archive",
    dismiss: "Start fresh",
  },
  term: {
    explain: "{{name}}: what it means",
    anchor: "Anchor shift",
    strongest: "Strongest path",
    draft: "Draft",
    trajectory: "Trajectory",
    whatif: "What-if",
    receipt: "Receipt",
  },
};
