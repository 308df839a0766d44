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
    offer: "AUTUS can be installed as an app. It opens without a network either way.",
    apply: "Install",
    later: "Not now",
    heading: "App",
    onlineOnly:
      "This browser keeps no copy of the app, so it opens only with a network. Your goals are stored in this browser.",
    installed: "Opened as an installed app.",
    browser:
      "Opened in a browser. The browser's menu may offer to install AUTUS or to add it to the home screen.",
  },
  whatsNew: {
    heading: "What is new",
    version: "Version {{version}}",
    none: "The list of changes could not be read.",
  },
  report: {
    body: "This text is the whole report. It can be edited here. It leaves this device only through one of the buttons below.",
    what: "What happened?",
    text: "Report",
    copy: "Copy",
    copied: "Copied.",
    save: "Save as a file",
    share: "Share",
    mail: "Write to {{contact}}",
    again: "Start a new report",
    noWords: "The report contains no goals, names, notes, quantities or keys.",
  },
  summary: {
    print: "Print",
    at: "As of {{when}}",
    noGoal: "A summary needs a goal.",
    nodes: "Around the goal",
    edges: "Flows",
    chain: "History",
    commits: "Commits",
  },
  operator: {
    heading: "Operator of this server",
    unnamed: "The operator of this server has not given a name.",
    unreachable: "The operator cannot be shown without a network.",
    contact: "Contact",
    name: "Name",
  },
};
