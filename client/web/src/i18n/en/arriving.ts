/** A goal that a new device shows before its history is there. */
export const arriving = {
  title: "History arriving",
  about:
    "This is the latest state of the goal. Its history is still arriving. Drafts and commits work meanwhile; commits are uploaded after it.",
  count: "{{have}} of {{of}} commits",
  history: "This page opens when the history has arrived and every commit has been replayed.",
  done: "The history has arrived, and every commit has been replayed.",
};
