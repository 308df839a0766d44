/** Comparing devices, ending sessions, and the ways into an account. */
export const trust = {
  compare: "Compare devices",
  compareBody:
    "The digits stand for the account, its list of devices and the newest uploaded commit of each goal, as this device has them. If two devices are in sync and show the same digits, they have the same account, list of devices and commits. The server cannot compute the digits.",
  compareOpen: "Show the digits",
  compareNone: "This browser has no account, so it has no digits to compare.",
  digits: "Digits of this device",
  qr: "QR code that brings the digits to another device",
  qrHow:
    "The camera of another device reads this QR code. AUTUS opens there, compares the digits with its own and says whether they are the same.",
  unsynced: "This device is not in sync. The digits stand for what it had at the last sync.",
  detached:
    "{{n}} {goal|goals} of the account {was|were} removed from this device. A device that has {it|them} shows other digits. The digits of each part can be compared all the same.",
  parts: "Digits of each part",
  accountPart: "Account and list of devices",
  same: "Both devices show the same digits.",
  differ: "The digits of the two devices differ.",
  differWhy:
    "A device that is still syncing shows other digits until it is in sync. If the digits differ while both devices are in sync, the server shows the two devices different things. Both devices keep everything they have. The digits of each part say where they differ.",
  joinOpen: "Add this device from another one",
  addDevice: "Add a device",
  endOthers: "Log out everywhere else",
  endOthersTitle: "Log out everywhere else?",
  endOthersBody:
    "All other sessions of {{name}} end, in every other browser and on every other device. This device stays logged in.",
  endOthersStays:
    "Goals, history and keys stay on the other devices and work offline there. Sync goes on there after a log-in with the password.",
  endOthersNot:
    "What somebody has copied from a device before stays copied. Anyone who knows the password can log in again.",
  endingOthers: "Ending the sessions…",
  othersEnded: "All other sessions have ended.",
};
