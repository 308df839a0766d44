/** What surrounds the pages: installing, updates, sharing, reports, the summary on paper. */
export const platform = {
  more: {
    heading: "More",
    summary: "Summary to print",
    changes: "What is new",
    report: "Report a problem",
    privacy: "Privacy",
    terms: "Terms of use",
    back: "Back to settings",
  },
  install: {
    offer: "AUTUS can be kept on this device as an app. It opens without a network either way.",
    apply: "Install",
    later: "Not now",
    heading: "App",
    installed: "Opened as an installed app.",
    browser:
      "Opened in a browser. The browser's menu offers to install it or to add it to the home screen.",
  },
  whatsNew: {
    heading: "What is new",
    version: "Version {{version}}",
    none: "The list of changes could not be read.",
  },
  report: {
    body: "This text is all that a report holds. It can be changed here, and it leaves this device only by one of the buttons below.",
    what: "What happened",
    text: "Report",
    copy: "Copy",
    copied: "Copied.",
    save: "Save as a file",
    share: "Share",
    mail: "Write to {{contact}}",
    noWords: "Goals, names, notes, quantities and keys are not in it.",
  },
  summary: {
    print: "Print",
    at: "As of {{when}}",
    noGoal: "A summary needs a goal.",
    nodes: "Around the goal",
    edges: "Flows",
    chain: "Chain",
    commits: "Commits",
  },
  operator: {
    heading: "Who runs this server",
    unnamed: "The one who runs this server has not left a name here.",
    unreachable: "Without a network the operator cannot be shown.",
    contact: "Contact",
    name: "Name",
  },
};
