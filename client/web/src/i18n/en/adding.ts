import type { AddingCode, ProblemTexts } from "./problem-parts";

/** Adding a device through another one. The pages for it bring these texts along. */
export const adding = {
  // The new device
  joinBody:
    "On a device that is logged in: Devices → Add a device. There the camera reads this QR code, or the code below is pasted.",
  joinNeeds: "The password is entered on that device, not here.",
  name: "This device is called {{name}}.",
  qr: "QR code by which another device adds this one",
  digits: "The other device shows the same digits",
  text: "Code as text",
  copy: "Copy the code",
  copied: "The code was copied.",
  waiting: "Waiting for the other device…",
  waitingOffline: "The server cannot be reached. The device keeps asking.",
  expired: "The code has expired. A code is valid for five minutes.",
  again: "Show a new code",
  back: "Back to the log-in",
  arrived: "The account {{name}} has arrived",
  arrivedBody:
    "If this is not your account, somebody else has read the code. “Do not join” leaves this device as it is.",
  join: "Join the account",
  joining: "Joining…",
  decline: "Do not join",
  // A device of the account
  body: "The new device shows a code: Devices → Log in → Add this device from another one.",
  camera: "Read the QR code with the camera",
  cameraStop: "Turn the camera off",
  cameraView: "Picture of the camera",
  cameraStarting: "Starting the camera…",
  cameraLooking: "Looking for a QR code…",
  cameraRefused:
    "The browser does not let this page use the camera. Its settings for this page can change that. The code can be pasted too.",
  cameraNone: "There is no camera. The code can be pasted.",
  cameraBusy: "The camera does not start. Another app may be using it. The code can be pasted.",
  cameraOther: "This QR code is not the code of a new device.",
  code: "Code of the new device",
  codeHint: "Spaces and capitals make no difference.",
  codePart: "Group {{part}} of the code has a mistake.",
  codeWhole: "This is not the whole code of a new device.",
  next: "Continue",
  confirm: "New device: {{name}}",
  confirmDigits: "It shows these digits. If it shows others, this is the code of another device.",
  confirmBody:
    "The new device gets the keys of the account, opens all goals and can add commits to them.",
  adding: "Adding…",
  otherCode: "Read another code",
  sent: "{{name}} was added. It joins once somebody confirms there.",
  joined: "{{name}} has joined the account.",
  gone: "{{name}} is in the list of devices and has not joined in time. With a new code it can join.",
  done: "Done",
  noAccount: "This browser has no account, so it cannot add a device.",
};

/** The refusals that only these pages show. */
export const addingProblems = {
  BAD_DEVICE_CODE: {
    what: "This is not the code of a new device.",
    safe: "Everything committed on this device is unchanged.",
    next: "The code can be scanned or entered again. The details name the group with the mistake.",
  },
  OTHER_SERVER: {
    what: "This code is of a device that uses another server address.",
    safe: "Everything committed on this device is unchanged.",
    next: "Both devices have to open the app under the same address.",
  },
  CODE_EXPIRED: {
    what: "The code has expired.",
    safe: "Everything committed on this device is unchanged.",
    next: "A new code can be shown.",
  },
  MAILBOX_USED: {
    what: "This code was already used.",
    safe: "Everything committed on this device is unchanged.",
    next: "If the new device has not joined, it can show a new code.",
  },
  MESSAGE_NOT_OPENED: {
    what: "What arrived was not made for this code.",
    safe: "Everything committed on this device is unchanged.",
    next: "A new code can be shown.",
  },
  BAD_TICKET: {
    what: "The other device added this one too long ago, or the ways in have changed since.",
    safe: "Everything committed on this device is unchanged.",
    next: "A new code can be shown.",
  },
} satisfies Record<AddingCode, ProblemTexts>;
