/** Many commits that are on their way to this device. */
export const arriving = {
  title: "Commits arriving",
  history:
    "This is the latest state of the goal. Its history is still arriving. Drafts and commits work meanwhile; commits are uploaded after it.",
  pull: "Commits from other devices are arriving. The goal shows them when all are here. Drafts and commits work meanwhile.",
  count: "{{have}} of {{of}} {commit|commits}",
  page: "This page opens when the history has arrived and every commit has been replayed.",
  file: "The history of this goal is still arriving: {{have}} of {{of}} commits. A file can be saved when it is complete. Drafts and commits work meanwhile.",
  done: "All commits have arrived, and every one has been replayed.",
};
