import type { PasskeyCode, ProblemTexts } from "./problem-parts";

/** Passkeys, and the list of the ways in that has them. What shows them brings these texts along. */
export const passkeys = {
  kind: "Passkey",
  add: "Add a passkey",
  title: "Add a passkey",
  body: "A passkey is kept by this device, a security key or a password manager, and opens the account with a fingerprint, a face or a PIN. The account name and the password are not needed. The account gets new keys.",
  steps:
    "The browser asks two or three times. AUTUS checks that the passkey opens the account before it counts.",
  name: "Name of the passkey",
  busy: "Waiting for the passkey…",
  added: "The passkey opens the account from now on.",
  remove: "Remove",
  removeOf: "Remove the passkey {{name}}",
  removeTitle: "Remove the passkey {{name}}?",
  removeBody:
    "The passkey then no longer opens the account, and the account gets new keys. It stays where it is kept, and can be deleted there.",
  removed: "The passkey was removed.",
  login: "Log in with a passkey",
  use: "Use the passkey",
  former: "Former ways into the account",
  formerFrom: "Set {{added}}, removed {{removed}} from {{name}}",
  formerThen: "Set {{added}}, removed {{removed}}",
  codeRemoveBody: "The code then no longer opens the account, and the account gets new keys.",
};

/** The refusals that only passkeys meet. */
export const passkeyProblems = {
  PASSKEY_NO_KEY: {
    what: "This passkey gives no key that AUTUS can use.",
    safe: "Everything committed on this device is unchanged.",
    next: "The password or another passkey can be used. Some browsers and security keys do not have the extension (PRF) that gives the key.",
  },
  PASSKEY_CANCELLED: {
    what: "The passkey did not answer.",
    safe: "Everything committed on this device is unchanged.",
    next: "It can be tried again. Browsers do not say whether the request was cancelled or no passkey was found.",
  },
  PASSKEY_KNOWN: {
    what: "The account already has a passkey of this device or security key.",
    safe: "Everything committed on this device is unchanged.",
    next: "Another device or security key can be added.",
  },
  PASSKEY_UNAVAILABLE: {
    what: "This browser cannot use a passkey here.",
    safe: "Everything committed on this device is unchanged.",
    next: "The password can be used. Passkeys need https or localhost, and a browser that has them.",
  },
  PASSKEY_REFUSED: {
    what: "The server does not accept this passkey.",
    safe: "Everything committed on this device is unchanged.",
    next: "Another passkey can be added.",
  },
  WRONG_PASSKEY: {
    what: "This passkey does not open the account.",
    safe: "Everything committed on this device is unchanged.",
    next: "Another passkey or the password can be used.",
  },
  NO_PASSKEY: {
    what: "The account does not have this passkey.",
    safe: "Everything committed on this device is unchanged.",
    next: "Another device may have removed it.",
  },
  BAD_PASSKEY_NAME: {
    what: "A passkey needs a name of 1 to 64 characters.",
    safe: "Everything committed on this device is unchanged.",
    next: "Another name can be entered.",
  },
  TOO_MANY_WAYS: {
    what: "An account has at most 16 ways in.",
    safe: "Everything committed on this device is unchanged.",
    next: "A passkey can be removed first.",
  },
  CHALLENGE_EXPIRED: {
    what: "The answer of the passkey was used before or came after more than five minutes.",
    safe: "Everything committed on this device is unchanged.",
    next: "The passkey can be used again.",
  },
} satisfies Record<PasskeyCode, ProblemTexts>;
