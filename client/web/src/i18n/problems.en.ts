/** For every code: what happened, what is safe, what can be done. */
const KEPT = "Everything committed on this device is here and unchanged.";
const DRAFT = "The draft and your words are as you left them.";
const SERVER_AGAIN =
  "Sync can be tried again. If the code stays the same, tell the operator of the server.";
const OTHER_COPY = "Work on this device can go on. The details below name what was found.";
const CONTROL = "Another value can be set. The limits are named in the details.";
const RELOAD = "Reloading the page starts the engine anew.";

const stopped = {
  what: "The engine stopped.",
  safe: "Everything committed is stored.",
  next: RELOAD,
};
const mixed = {
  what: "Two parts of the program do not fit together.",
  safe: KEPT,
  next: RELOAD,
};
const entry = (what: string, safe: string, next: string) => ({ what, safe, next });
const rejected = (what: string) => entry(what, KEPT, SERVER_AGAIN);
const input = (what: string) => entry(what, DRAFT, CONTROL);

export const problem = {
  labels: { what: "What happened", safe: "What is safe", next: "What can be done" },
  unknown: entry(
    "Something was refused for a reason without a text here.",
    KEPT,
    "The code and the details below name it.",
  ),

  NO_DRAFT: entry("There is no draft to commit.", KEPT, "Moving any control starts a draft."),
  SIGMA_ABOVE_LIMIT: entry(
    "Sigma of the preview is above the limit.",
    DRAFT,
    "Once sigma in SIM comes below the limit, the commit opens.",
  ),
  COMMIT_BLOCKED_BY_RULES: entry(
    "The gate of the rules closed this commit.",
    DRAFT,
    "The reason is in the details; a change of the draft opens it.",
  ),
  COMMIT_TOO_LARGE: entry(
    "The sealed commit would be larger than 256 KiB.",
    DRAFT,
    "A shorter note, or fewer pending operations, brings it below the limit.",
  ),
  INVALID_PATCH_TYPE: input("A value is not of the type that this field takes."),
  INVALID_PATCH_KEY: input("A field is not known here."),
  INVALID_PATCH_RANGE: input("A number is outside its range."),
  INVALID_ENUM: input("A choice is not one of the known ones."),
  INVALID_VECTOR_RANGE: input("The anchor shift is outside its range."),
  INVALID_PAGE: input("The page of a change is not known."),
  INVALID_NODE_OPERATION: input("A node operation is not valid."),
  TOO_MANY_OPS: entry(
    "A draft holds at most 200 operations.",
    DRAFT,
    "A commit makes room, and so does taking some back.",
  ),
  INVALID_SESSION_ID: input("The id of the goal is not valid."),
  INVALID_T_MS: input("A time is not valid."),
  INVALID_LABEL: entry("The label is not valid.", DRAFT, "A label holds at most 200 characters."),
  INVALID_TEXT: entry(
    "A text is too long or holds characters that cannot be stored.",
    DRAFT,
    "The limits are named in the details.",
  ),
  BAD_CONTEXT: entry(
    "Some of the words cannot be stored.",
    DRAFT,
    "The limits are named in the details.",
  ),
  INVALID_STATE: entry("A stored state is not valid.", KEPT, RELOAD),
  INVALID_DOCUMENT: entry("A state document is not valid.", KEPT, RELOAD),
  INVALID_REQUEST: entry("A request does not have the shape that is expected.", KEPT, RELOAD),

  OFFLINE: entry(
    "The server cannot be reached.",
    KEPT,
    "Work can go on. Commits go up by themselves when the connection is back.",
  ),
  TIMEOUT: entry(
    "The server did not answer in time.",
    KEPT,
    "Work can go on. Sync tries again by itself.",
  ),
  SERVER_ERROR: rejected("The server met an error of its own."),
  BAD_ANSWER: rejected("The server's answer could not be read."),
  TOO_MANY_ATTEMPTS: entry(
    "Too many requests in a short time.",
    KEPT,
    "Waiting a little opens it again.",
  ),

  NOT_FOUND: rejected("The server does not know this goal for this account."),
  BAD_CREDENTIALS: entry(
    "Name and password do not match an account.",
    KEPT,
    "Both can be entered again.",
  ),
  NOT_SIGNED_IN: entry(
    "The session on the server has ended.",
    KEPT,
    "Logging in again goes on with sync.",
  ),
  CROSS_SITE: entry(
    "The server does not take this request from this page.",
    KEPT,
    "Logging in again opens a new session.",
  ),
  NAME_TAKEN: entry(
    "An account of this name exists already.",
    KEPT,
    "Another name is free to choose, or log in with this one.",
  ),
  REGISTRATION_CLOSED: entry(
    "This server takes no new accounts.",
    KEPT,
    "The operator of the server can open registration. Work without an account goes on.",
  ),
  PASSWORD_TOO_SHORT: entry(
    "The password is too short.",
    KEPT,
    "A password has at least 10 characters.",
  ),
  WRONG_PASSWORD: entry("The password does not open the keys.", KEPT, "It can be entered again."),
  ALREADY_REGISTERED: entry(
    "This device already belongs to an account.",
    KEPT,
    "Log in to that account.",
  ),
  OTHER_ACCOUNT: entry(
    "This device belongs to another account.",
    KEPT,
    "Log in to the account that it belongs to, or use another browser profile.",
  ),
  KDF_TOO_WEAK: entry(
    "The server offered key parameters below the floor.",
    "The password was not sent and no key was derived.",
    SERVER_AGAIN,
  ),
  KDF_TOO_COSTLY: entry(
    "The server offered key parameters above the ceiling.",
    "The password was not sent and no key was derived.",
    SERVER_AGAIN,
  ),

  KEYSET_MOVED: entry(
    "Another device changed the keys at the same time.",
    "All keys of both are kept.",
    "Sync tries again by itself.",
  ),
  KEYSET_TAMPERED: rejected("The keyset from the server is not what your devices sealed."),
  ROSTER_MOVED: entry(
    "The list of devices changed at the same time.",
    KEPT,
    "Sync fetches it and tries again by itself.",
  ),
  ROSTER_ROLLED_BACK: rejected("The server shows an older device list than this device has seen."),
  BAD_STATEMENT: rejected("A statement in the device list is not valid."),
  DEVICE_REVOKED: entry(
    "This device is not in the account's device list.",
    KEPT,
    "Logging in again enrols it.",
  ),
  UNKNOWN_DEVICE: rejected("A commit names a device that the list does not carry."),

  TOO_LARGE: rejected("What was sent is larger than the server takes."),
  QUOTA_EXCEEDED: entry(
    "The account's space on the server is used up.",
    KEPT,
    "The operator can raise the quota. Work on this device goes on.",
  ),
  HEAD_MOVED: entry(
    "Another device was quicker.",
    KEPT,
    "Sync fetches, merges and sends again by itself.",
  ),
  BAD_HEADER: rejected("A commit's header is not valid."),
  BAD_VAULT: rejected("A first commit does not match its goal."),
  BAD_BODY: rejected("The content of a commit is not valid."),
  BAD_CERTIFICATE: rejected("The signature over a push is not valid."),
  BAD_RECEIPT: rejected("The signature of a receipt is not valid."),
  DUPLICATE_COMMIT: rejected("A commit was sent that the server has already."),
  UNKNOWN_PARENT: rejected("A commit names a parent that nobody has."),
  DANGLING_COMMIT: rejected("A commit leads nowhere."),
  SEQ_GAP: entry(
    "The running number of this device has a gap on the server.",
    KEPT,
    "Taking a new device id seals its own commits again and opens sync.",
  ),
  SEQ_REUSED: entry(
    "A running number of this device was used twice: a copied or restored profile does that.",
    KEPT,
    "Taking a new device id seals its own commits again and opens sync.",
  ),
  REPLAY_MISMATCH: entry(
    "A commit carries a state hash that its replay does not give.",
    KEPT,
    OTHER_COPY,
  ),
  MERGE_MISMATCH: entry("A merge is not the one that its two parents make.", KEPT, OTHER_COPY),
  HASH_CHAIN_MISMATCH: entry("A link does not fit the one before it.", KEPT, OTHER_COPY),
  BAD_COMMIT_ID: entry("A commit's content does not match its id.", KEPT, OTHER_COPY),
  COMMIT_UNREADABLE: entry("A commit cannot be opened: its bytes were changed.", KEPT, OTHER_COPY),
  BAD_PADDING: entry("A commit's padding is not valid.", KEPT, OTHER_COPY),
  BAD_REPLAY_TAG: entry("A commit's public tag does not match its content.", KEPT, OTHER_COPY),
  BAD_MARKER: entry("A commit's marker does not match its content.", KEPT, OTHER_COPY),
  DISCLOSURE_REQUIRED: entry(
    "The server asks for opening keys that this push did not carry.",
    KEPT,
    "Sync sends again from a known state. A device discloses only what you have switched on.",
  ),
  UPDATE_REQUIRED: entry(
    "Another device uses rules that this version does not know.",
    KEPT,
    "Loading the page anew while online brings the newer version.",
  ),

  SERVER_ROLLED_BACK: entry(
    "The server shows an older history than it once confirmed.",
    "This device did not follow. Its own history and the old receipts are kept.",
    OTHER_COPY,
  ),
  SERVER_FORKED: entry(
    "The server shows a different history than it once confirmed.",
    "This device did not follow. Its own history and the old receipts are kept.",
    OTHER_COPY,
  ),
  PUSH_GAP: entry(
    "The server left out a part of the history.",
    "This device did not follow. Its own history is kept.",
    OTHER_COPY,
  ),
  SERVER_KEY_CHANGED: entry(
    "The server signs with a key that this device does not know.",
    "This device did not follow. Its own history is kept.",
    "The operator of the server can say whether the key was changed.",
  ),
  NEW_GENERATION: entry(
    "The server was restored from a backup.",
    "Sync has stopped, and nothing was taken over.",
    "If you agree under Devices, this device sends what the server lost.",
  ),

  VAULT_EMPTY: entry("The goal has no commits yet.", KEPT, OTHER_COPY),
  NO_SUCH_VAULT: entry(
    "This goal is not on this device.",
    KEPT,
    "Another goal can be opened, or sync brings it.",
  ),
  UNKNOWN_COMMIT: entry("This commit is not on this device.", KEPT, "Sync may bring it."),
  STORAGE_DAMAGED: entry(
    "A record on this device is damaged.",
    "What was read was not overwritten.",
    "A device that is in sync has the same history; logging in on a new profile brings it here.",
  ),
  STORAGE_FULL: entry(
    "The browser has no room left to store.",
    DRAFT,
    "Freeing space on the device makes room; then it can be tried again.",
  ),
  DEVICE_KEY_MISSING: entry(
    "The browser has lost the keys of this device.",
    "The sealed records are untouched.",
    "Logging in on a new profile brings synced goals back.",
  ),
  UNEXPECTED: entry(
    "Something unforeseen happened.",
    "Everything announced as committed is stored.",
    RELOAD,
  ),

  NOT_SYNCED: entry(
    "The goal is on this device only so far.",
    KEPT,
    "Once it is synced, this opens.",
  ),
  NO_NEW_GENERATION: entry("The server shows no new generation.", KEPT, "Sync goes on as before."),
  BAD_PASSWORD: entry("This text cannot be a password.", KEPT, "Another one can be entered."),
  BAD_DEVICE_NAME: entry(
    "This text cannot be a device name.",
    KEPT,
    "A device name has 1 to 64 characters.",
  ),
  IDENTITY_TAKEN: entry(
    "This identity already has an account on the server.",
    KEPT,
    "Log in to that account.",
  ),
  NO_ACCOUNT: entry(
    "This device has no account.",
    KEPT,
    "An account can be made or entered under Devices.",
  ),
  NO_IDENTITY: entry(
    "This device holds no identity of its own.",
    KEPT,
    "Log in to the account that it belongs to.",
  ),
  TOO_MANY_VAULTS: entry(
    "This device holds as many goals as it can.",
    KEPT,
    "The limit is named in the details.",
  ),
  VAULT_MOVED: entry(
    "The goal was brought into the account and has a new id.",
    DRAFT,
    "Opening it again from the list of goals shows it.",
  ),
  KEYSET_CONFLICT: rejected("Two different keys exist for one goal."),
  BAD_KEYSET: rejected("The keyset does not have the shape that is expected."),
  KEYSET_TOO_LARGE: entry(
    "The keyset is larger than allowed.",
    KEPT,
    "Fewer goals make it smaller.",
  ),
  BAD_SECRETS: rejected("The sealed secrets cannot be read."),
  ROSTER_TOO_LONG: rejected("The device list is longer than allowed."),
  HEAD_MISMATCH: rejected("A push does not end where its certificate says."),
  UNKNOWN_SIGNER: rejected("A push is signed by a device that the list does not carry."),
  BAD_MERGE: entry("Two heads that cannot be merged.", KEPT, OTHER_COPY),
  VAULT_KEY_MISSING: entry(
    "The key of a goal's epoch is not on this device.",
    KEPT,
    "Sync brings the keys of the account's other devices.",
  ),
  DISCLOSURE_TOO_LARGE: entry(
    "Too many commits for the server to replay at once.",
    KEPT,
    "With replay on the server turned off, sync goes on with links only.",
  ),
  TOO_MANY_STREAMS: entry(
    "Too many open tabs listen to the server.",
    KEPT,
    "Closing a tab opens it again. Sync itself goes on.",
  ),
  NOT_READY: entry("The server is still starting.", KEPT, "Sync tries again by itself."),
  STORAGE_FAILED: entry(
    "The browser could not write.",
    DRAFT,
    "It can be tried again. The details name the browser's reason.",
  ),
  STORAGE_LOST: entry(
    "The browser closed the storage of this page.",
    "Everything announced as committed is stored.",
    RELOAD,
  ),

  WORKER_FAILED: stopped,
  BOOT_FAILED: stopped,
  BOOT_TIMED_OUT: stopped,
  RUNTIME_FAILED: stopped,
  NOT_BOOTED: stopped,
  HOST_FAILED: stopped,
  NO_SUCH_METHOD: mixed,
  UNKNOWN_OPERATION: mixed,
  BAD_PATH: mixed,
  STATE_UNKNOWN: mixed,
  DRAFT_MISSING: mixed,
  BAD_REQUEST: rejected("The server could not read the request."),
  MISDIRECTED: rejected("The server does not answer under this address."),
  METHOD_NOT_ALLOWED: rejected("The server does not know this request."),
  UNSUPPORTED_MEDIA_TYPE: rejected("The server does not take this format."),
  ANSWER_TOO_LARGE: rejected("The server's answer is larger than allowed."),
};
