/** A goal that a removed device has stopped. These texts load with its notice. */
export const surplus = {
  body: "{{name}} does not sync. The server has commits of a removed device that it did not show when the device was removed.",
  falseBody:
    "{{name}} does not sync. A device has uploaded a commit that does not follow from the history before it.",
  choice:
    "It can go on as a new goal with the same history. This one then stays on this device only, with everything in it.",
  without: "Go on without those commits",
  along: "Go on with those commits",
  done: "{{name}} goes on as a new goal. The former one stays on this device only.",
};
