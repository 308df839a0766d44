import type { LockCode, ProblemTexts } from "./problem-parts";

/** The lock of this device. These texts load with its pages. */
export const lock = {
  heading: "Lock of this device",
  about:
    "A lock encrypts what this browser stores under a key that only a way into the account opens, or a PIN. While it is locked, nothing syncs and nothing of your goals is shown.",
  needsAccount: "The ways into an account open the lock. This device has no account.",
  toAccount: "To the devices page",
  turnOn: "Turn on…",
  turnOff: "Turn off",
  now: "Lock now",
  turnedOn: "The lock is on.",
  turnedOff: "The lock is off.",
  changed: "The lock was changed.",
  onTitle: "Turn the lock on",
  onMeans:
    "If every way into the account is lost, this device stays locked. What was synced comes back with a log-in on another device, what was not is gone.",
  onRemains:
    "The name of the account, counts and times stay readable in this browser's files. So can be what was there before the lock.",
  confirm: "Turn on",
  busy: "Encrypting…",
  idle: "Lock after",
  never: "Never",
  minutes: "{{n}} min",
  onClose: "Lock when the last tab is closed",
  onCloseOn: "Reloading the only tab locks too.",
  onCloseOff:
    "Until the device is locked, the key stays in this browser, and a closed tab opens again without a password.",
  off: "The lock is off.",
  pin: "PIN",
  noPin: "There is no PIN.",
  hasPin: "A PIN opens this device.",
  setPin: "Set a PIN…",
  replacePin: "Change the PIN…",
  removePin: "Remove the PIN",
  pinTitle: "PIN of this device",
  pinMeans:
    "The PIN opens this device only. Ten guesses in a row that do not fit erase it, and then only a way into the account opens the device.",
  pinLimits:
    "A PIN does not withstand somebody who copies this browser's files together with its key store: that person can try every PIN.",
  pinRule: "{{min}} to {{max}} digits",
  pinAgain: "PIN, again",
  pinDiffers: "The two PINs differ.",
  savePin: "Set the PIN",
  pinSet: "The PIN is set.",
  pinRemoved: "The PIN is removed.",
  title: "Locked",
  body: "This device is locked.",
  unlock: "Unlock",
  unlocking: "Unlocking…",
  left: "{{n}} {guess|guesses} left before the PIN is erased.",
  otherPassword:
    "If the password was changed on another device, the earlier one opens this device until it syncs.",
  usePin: "Use the PIN",
  usePassword: "Use the password",
  useCode: "Use the recovery code",
  eraseBody:
    "If nothing opens this device any more, everything that it stores can be erased. What was synced stays on the server and on other devices. What was not synced is gone then.",
  erase: "Erase…",
};

/** What the engine refuses. Written out, so that the pages of the lock load no other texts with theirs. */
export const lockProblems = {
  LOCKED: {
    what: "This device is locked.",
    safe: "Everything committed on this device is unchanged.",
    next: "A way into the account or the PIN opens it.",
  },
  LOCK_IS_OFF: {
    what: "The lock of this device is off.",
    safe: "Everything committed on this device is unchanged.",
    next: "The lock can be turned on in the settings.",
  },
  LOCK_NEEDS_ACCOUNT: {
    what: "Only the ways into an account open a lock, and this device has no account.",
    safe: "Everything committed on this device is unchanged.",
    next: "The lock can be turned on once there is an account.",
  },
  BAD_PIN: {
    what: "A PIN has 6 to 32 digits.",
    safe: "Everything committed on this device is unchanged.",
    next: "It can be entered again.",
  },
  WRONG_PIN: {
    what: "This is not the PIN.",
    safe: "Everything committed on this device is unchanged.",
    next: "It can be entered again.",
  },
  PIN_ERASED: {
    what: "Ten guesses in a row did not fit. The PIN was erased.",
    safe: "Everything committed on this device is unchanged.",
    next: "A way into the account opens this device.",
  },
  NO_PIN: {
    what: "This device has no PIN.",
    safe: "Everything committed on this device is unchanged.",
    next: "A way into the account opens this device.",
  },
} satisfies Record<LockCode, ProblemTexts>;
