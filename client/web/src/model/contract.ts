// biome-ignore-all lint: generated
/**
 * The contract between the engine and this client. Nobody edits this file: `npm run contract` writes it from the
 * declarations in shared/ (scripts/contract.py), and so does every build.
 */
export const COMMIT_KINDS = ["genesis", "commit", "merge"] as const;
export type CommitKind = (typeof COMMIT_KINDS)[number];
export const GOAL_FIELDS = ["title", "why", "due"] as const;
export type GoalField = (typeof GOAL_FIELDS)[number];
export const HORIZONS = ["H1", "D1", "D7", "D30", "D180"] as const;
export type Horizon = (typeof HORIZONS)[number];
export const IMPORT_STATUSES = [
  "new",
  "same",
  "older",
  "more",
  "diverged",
  "copy",
  "refused",
] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];
export const LANGUAGES = ["en", "ko"] as const;
export type Language = (typeof LANGUAGES)[number];
export const NODE_TYPES = [
  "THRESHOLD",
  "ENTROPY_DOMINANT",
  "STABLE",
  "MASS_DOMINANT",
  "FLOW_DOMINANT",
  "KINETIC",
  "POTENTIAL",
  "DIFFUSE",
] as const;
export type NodeType = (typeof NODE_TYPES)[number];
export const QUANTITIES = [
  "density",
  "stability",
  "sigma",
  "P_outcome",
  "E",
  "M",
  "volume",
  "leak",
  "pressure",
  "dE_dt",
  "recovery",
  "confidence",
] as const;
export type Quantity = (typeof QUANTITIES)[number];
export const SCORES = [
  "measurable",
  "time_bound",
  "quantified",
  "action",
  "obstacle",
  "resources",
] as const;
export type ScoreName = (typeof SCORES)[number];
export const SLOTS = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"] as const;
export type Slot = (typeof SLOTS)[number];
export const STARTS = ["last", "neutral"] as const;
export type Start = (typeof STARTS)[number];
export const SYNC_PHASES = [
  "local",
  "offline",
  "syncing",
  "synced",
  "waiting",
  "refused",
  "signed_out",
  "revoked",
] as const;
export type SyncPhase = (typeof SYNC_PHASES)[number];
export const PLACES = ["device", "server", "both"] as const;
export type Where = (typeof PLACES)[number];
export const ACCOUNT_NAME_LENGTH_MAX = 64;
export const ANSWER_BYTES_MAX = 17825792;
export const COMPARED_DIGITS = 40;
export const DEVICE_CODE_LINK = "#/add/";
export const DAY_FIRST = "1000-01-01";
export const DAY_LAST = "9999-12-31";
export const CHANGE_COMMITS_MAX = 1000;
export const DEVICE_NAME_LENGTH_MAX = 64;
export const DISPLAYED_QUANTITIES = [
  "density",
  "stability",
  "sigma",
  "P_outcome",
  "M",
  "E",
  "dE_dt",
  "leak",
  "pressure",
  "volume",
  "recovery",
  "confidence",
] as const;
export const EVENT_BEAT_SECONDS = 10;
export const GUESSES_MAX = 10;
export const LABEL_LENGTH_MAX = 200;
export const LOCK_OPEN = "local/lock-open";
export const NODE_NAME_LENGTH_MAX = 64;
export const NOTE_LENGTH_MAX = 4000;
export const OPS_MAX = 200;
export const PIN_LENGTH_MAX = 32;
export const PIN_LENGTH_MIN = 6;
export const PASSWORD_LENGTH_MIN = 10;
export const PASSKEY_NAME_LENGTH_MAX = 64;
export const SELF = "SELF";
export const SHARE_SPANS_MAX = 600;
export const SLOT_MEANING_LENGTH_MAX = 200;
export const STOPPING = [
  "BAD_BODY",
  "BAD_CONTEXT",
  "BAD_MARKER",
  "BAD_MERGE",
  "BAD_REPLAY_TAG",
  "COMMIT_UNREADABLE",
  "MERGE_MISMATCH",
  "PUSH_AFTER_REVOCATION",
  "REPLAY_MISMATCH",
] as const;
export const TITLE_LENGTH_MAX = 200;
export const TYPED_TEXT_LENGTH_MAX = 8000;
export const WHATIF_NAME_LENGTH_MAX = 64;
export const WHY_LENGTH_MAX = 4000;
/** Lowest and highest value of each control. */
export const RANGES = {
  mass_modifier: { min: -0.5, max: 0.5 },
  volume_override: { min: 0.3, max: 0.9 },
  mass_filter: { min: 0, max: 1 },
  flow_filter: { min: 0, max: 1 },
  sigma_filter: { min: 0, max: 1 },
  virtual_anchor_shift: { min: -1, max: 1 },
  scale: { min: 0.5, max: 2 },
  flow: { min: 0, max: 1 },
} as const;
/** The codes of all refusals. */
export const CODES = [
  "ACCOUNT_DELETED",
  "ACCOUNT_REPLACED",
  "ACCOUNT_UNKNOWN",
  "ALREADY_REGISTERED",
  "ANSWER_TOO_LARGE",
  "APP_NOT_WHOLE",
  "ARCHIVE_CONFLICT",
  "ARCHIVE_CUT_SHORT",
  "ARCHIVE_DAMAGED",
  "ARCHIVE_NOT_OPENED",
  "ARCHIVE_TOO_LARGE",
  "BAD_ACCOUNT_NAME",
  "BAD_ANSWER",
  "BAD_BODY",
  "BAD_CERTIFICATE",
  "BAD_COMMIT_ID",
  "BAD_CONTEXT",
  "BAD_CREDENTIALS",
  "BAD_DEVICE_CODE",
  "BAD_DEVICE_NAME",
  "BAD_HEADER",
  "BAD_KEYSET",
  "BAD_MARKER",
  "BAD_MERGE",
  "BAD_PADDING",
  "BAD_PASSKEY_NAME",
  "BAD_PASSWORD",
  "BAD_PATH",
  "BAD_PIN",
  "BAD_PROOF",
  "BAD_RECEIPT",
  "BAD_RECOVERY_CODE",
  "BAD_REPLAY_TAG",
  "BAD_REQUEST",
  "BAD_SECRETS",
  "BAD_SETTINGS",
  "BAD_SNAPSHOT",
  "BAD_STATEMENT",
  "BAD_TICKET",
  "BAD_VAULT",
  "BAD_WHATIF_NAME",
  "BODY_TIMED_OUT",
  "BOOT_FAILED",
  "BOOT_TIMED_OUT",
  "CHALLENGE_EXPIRED",
  "CLOCK_WRONG",
  "CODE_EXPIRED",
  "COMMIT_BLOCKED_BY_RULES",
  "COMMIT_TOO_LARGE",
  "COMMIT_UNREADABLE",
  "COMMIT_WITHOUT_DRAFT",
  "CROSS_SITE",
  "DANGLING_COMMIT",
  "DATA_IN_USE",
  "DATA_TOO_NEW",
  "DATA_UNUSABLE",
  "DEVICE_ERASED",
  "DEVICE_KEY_MISSING",
  "DEVICE_REVOKED",
  "DISCLOSURE_REQUIRED",
  "DISCLOSURE_TOO_LARGE",
  "DRAFT_MISSING",
  "DUPLICATE_COMMIT",
  "ENGINE_FAILED",
  "EPOCH_ENDED",
  "FILE_EMPTY",
  "FOREIGN_ANSWER",
  "HASH_CHAIN_MISMATCH",
  "HEADS_MOVED",
  "HEAD_MISMATCH",
  "HEAD_MOVED",
  "HISTORY_ARRIVING",
  "HOST_FAILED",
  "IDENTITY_TAKEN",
  "IMPORT_UNREADABLE",
  "INTERRUPTED",
  "INVALID_DOCUMENT",
  "INVALID_ENUM",
  "INVALID_LABEL",
  "INVALID_NODE_OPERATION",
  "INVALID_PAGE",
  "INVALID_PATCH_KEY",
  "INVALID_PATCH_RANGE",
  "INVALID_PATCH_TYPE",
  "INVALID_REQUEST",
  "INVALID_SESSION_ID",
  "INVALID_STATE",
  "INVALID_TEXT",
  "INVALID_T_MS",
  "INVALID_VECTOR_RANGE",
  "KDF_TOO_COSTLY",
  "KDF_TOO_WEAK",
  "KEYSET_CONFLICT",
  "KEYSET_MOVED",
  "KEYSET_TAMPERED",
  "KEYSET_TOO_LARGE",
  "LOCKED",
  "LOCK_IS_OFF",
  "LOCK_NEEDS_ACCOUNT",
  "MAILBOX_USED",
  "MERGE_MISMATCH",
  "MESSAGE_NOT_OPENED",
  "METHOD_NOT_ALLOWED",
  "MISDIRECTED",
  "NAME_CONFUSABLE",
  "NAME_TAKEN",
  "NEW_GENERATION",
  "NOTHING_TO_KEEP",
  "NOT_BOOTED",
  "NOT_DELETED",
  "NOT_FOUND",
  "NOT_READY",
  "NOT_SIGNED_IN",
  "NOT_STOPPED",
  "NOT_SYNCED",
  "NO_ACCOUNT",
  "NO_CRYPTOGRAPHY",
  "NO_DRAFT",
  "NO_IDENTITY",
  "NO_NEW_GENERATION",
  "NO_PASSKEY",
  "NO_PIN",
  "NO_RECOVERY_CODE",
  "NO_SECURE_CONTEXT",
  "NO_STORAGE",
  "NO_SUCH_DEVICE",
  "NO_SUCH_METHOD",
  "NO_SUCH_PROOF",
  "NO_SUCH_VAULT",
  "NO_SUCH_WHATIF",
  "NO_WEBASSEMBLY",
  "NO_WEB_LOCKS",
  "NO_WORKERS",
  "OFFLINE",
  "OTHER_ACCOUNT",
  "OTHER_SERVER",
  "OUTCOME_UNKNOWN",
  "PASSKEY_CANCELLED",
  "PASSKEY_KNOWN",
  "PASSKEY_NO_KEY",
  "PASSKEY_REFUSED",
  "PASSKEY_UNAVAILABLE",
  "PASSPHRASE_NEEDED",
  "PASSWORD_TOO_SHORT",
  "PIN_ERASED",
  "PUSH_AFTER_REVOCATION",
  "PUSH_GAP",
  "QUOTA_EXCEEDED",
  "RECOVERY_CODE_DIFFERS",
  "REGISTRATION_CLOSED",
  "REPLAY_MISMATCH",
  "ROSTER_MOVED",
  "ROSTER_ROLLED_BACK",
  "ROSTER_TOO_LONG",
  "RUNTIME_FAILED",
  "SEQ_GAP",
  "SEQ_REUSED",
  "SERVER_BUSY",
  "SERVER_DAMAGED",
  "SERVER_ERROR",
  "SERVER_FORKED",
  "SERVER_FULL",
  "SERVER_KEY_CHANGED",
  "SERVER_ROLLED_BACK",
  "SERVER_WITHHOLDS",
  "SIGMA_ABOVE_LIMIT",
  "SNAPSHOT_MISMATCH",
  "SNAPSHOT_MOVED",
  "STATE_UNKNOWN",
  "STORAGE_DAMAGED",
  "STORAGE_FAILED",
  "STORAGE_FULL",
  "STORAGE_LOST",
  "STORAGE_SILENT",
  "TIMEOUT",
  "TOO_LARGE",
  "TOO_MANY_ATTEMPTS",
  "TOO_MANY_OPS",
  "TOO_MANY_STREAMS",
  "TOO_MANY_VAULTS",
  "TOO_MANY_WAYS",
  "TOO_MANY_WHATIFS",
  "TOO_MUCH_TYPED",
  "TRANSFER_GONE",
  "UNEXPECTED",
  "UNKNOWN_COMMIT",
  "UNKNOWN_DEVICE",
  "UNKNOWN_OPERATION",
  "UNKNOWN_PARENT",
  "UNKNOWN_SIGNER",
  "UNSUPPORTED_MEDIA_TYPE",
  "UPDATE_REQUIRED",
  "VAULT_DELETED",
  "VAULT_EMPTY",
  "VAULT_KEY_MISSING",
  "VAULT_MOVED",
  "WAYS_LOST",
  "WAY_IN_NEEDED",
  "WHATIF_OF_PAST",
  "WITNESS_BUDGET_EXCEEDED",
  "WITNESS_BUSY",
  "WORKER_FAILED",
  "WRONG_PASSKEY",
  "WRONG_PASSPHRASE",
  "WRONG_PASSWORD",
  "WRONG_PIN",
  "WRONG_RECOVERY_CODE",
] as const;
export type Code = (typeof CODES)[number];
export type Method = keyof Methods;
export type Input<M extends Method> = Methods[M]["input"];
export type Answer<M extends Method> = Methods[M]["answer"];
/** Calling these twice is the same as calling them once. */
export const REPEATABLE: ReadonlySet<Method> = /* @__PURE__ */ new Set<Method>([
  "added_device",
  "another_past",
  "ask_passkey",
  "begin_archive",
  "begin_import",
  "begin_passkey",
  "boot",
  "branches",
  "change_lock",
  "check_recovery_text",
  "compare_devices",
  "course",
  "data_status",
  "devices",
  "discard_draft",
  "dismiss_backup",
  "draft",
  "end_import",
  "end_other_sessions",
  "explain_change",
  "export_csv",
  "export_json",
  "export_receipt_proof",
  "find",
  "hide_device_code",
  "history",
  "install_draft",
  "keep_typed",
  "keep_vault_here",
  "list_whatifs",
  "load_whatif",
  "lock",
  "lock_settings",
  "logout",
  "look_for_account",
  "mark_told",
  "merge_news",
  "next_archive_part",
  "note_presence",
  "people",
  "preview_import",
  "put_off_rehearsal",
  "read_new_device",
  "reattach_vault",
  "rehearse_recovery_code",
  "remove_pin",
  "rename_whatif",
  "rows",
  "save_draft",
  "score_words",
  "select_vault",
  "series",
  "set_controls",
  "set_pin",
  "set_witnessed",
  "set_words",
  "share_spans",
  "state_at",
  "states",
  "sync",
  "sync_changes",
  "sync_head",
  "sync_status",
  "then_and_now",
  "tip_then",
  "turn_lock_off",
  "turn_lock_on",
  "verify",
  "view",
  "ways",
]);
/** After these no account is signed in. */
export const SIGNS_OUT: ReadonlySet<Method> = /* @__PURE__ */ new Set<Method>([
  "delete_account",
  "leave_account",
  "logout",
]);
/** After these there is something to sync. */
export const SYNCS: ReadonlySet<Method> = /* @__PURE__ */ new Set<Method>([
  "accept_generation",
  "add_device",
  "add_passkey",
  "add_recovery_code",
  "apply_import",
  "change_password",
  "commit",
  "create_vault",
  "end_other_sessions",
  "import_commits",
  "join_account",
  "login",
  "login_with_passkey",
  "recover_account",
  "recover_with_code",
  "register",
  "remove_passkey",
  "remove_recovery_code",
  "renew_device_id",
  "revoke_device",
  "set_witnessed",
  "unlock",
]);
/** After these the device holds something that its owner would miss. */
export const CREATES: ReadonlySet<Method> = /* @__PURE__ */ new Set<Method>([
  "commit",
  "create_vault",
]);
/** A method without parameters. */
export type NoInput = Record<string, never>;
/** The answer of a method that has nothing to say. */
export type NoAnswer = Record<string, never>;
/** What the engine tells unasked. */
export type EngineEvent =
  | ViewEvent
  | VaultsEvent
  | TypedEvent
  | SyncEvent
  | LockEvent
  | ProgressEvent;

/** Input and answer of every method. */
export interface Methods {
  /** Agrees to a restored database of the server and syncs. */
  accept_generation: {
    input: NoInput;
    answer: SyncStatus;
  };
  /** Enrols the device of the code and sends it the account. */
  add_device: {
    input: AddDevice;
    answer: NewDevice;
  };
  /** Adds bytes to a file. */
  add_import_part: {
    input: AddImportPart;
    answer: PartArrived;
  };
  /** Makes a credential a way in. */
  add_passkey: {
    input: AddPasskey;
    answer: Ways;
  };
  /** Makes the code that was typed back the account's only recovery code. */
  add_recovery_code: {
    input: AddRecoveryCode;
    answer: Ways;
  };
  /** Whether a device that was added has joined. */
  added_device: {
    input: OfDevice;
    answer: AddedDevice;
  };
  /** Replays a history with another draft for one commit. Progress is an event, task `another_past`. */
  another_past: {
    input: ReadAnotherPast;
    answer: PastCourses;
  };
  /** Imports goal by goal. Goals imported before a refusal stay; importing them again changes nothing. */
  apply_import: {
    input: ApplyImport;
    answer: ImportAnswer;
  };
  /** A question for a passkey. Its challenge holds for one answer, and for five minutes. */
  ask_passkey: {
    input: AskPasskey;
    answer: PasskeyQuestion;
  };
  /** Starts an encrypted archive of goals. */
  begin_archive: {
    input: BeginArchive;
    answer: ArchiveBegun;
  };
  /** Starts the import of a file. */
  begin_import: {
    input: BeginImport;
    answer: ImportBegun;
  };
  /** A question for a new passkey. */
  begin_passkey: {
    input: NoInput;
    answer: NewPasskeyQuestion;
  };
  /** Draws a recovery code to show. It counts only after it was typed back. */
  begin_recovery_code: {
    input: NoInput;
    answer: RecoveryCode;
  };
  /** Opens the device. */
  boot: {
    input: NoInput;
    answer: BootAnswer;
  };
  /** Where the history of a goal is not a line. */
  branches: {
    input: OfVault;
    answer: Branches;
  };
  /** Changes when the device locks by itself. */
  change_lock: {
    input: LockTimes;
    answer: LockAnswer;
  };
  /** Replaces the password, and with it account key and signing key. */
  change_password: {
    input: ChangePassword;
    answer: Ways;
  };
  /** Checks the form of a typed code, without any server. */
  check_recovery_text: {
    input: RecoveryText;
    answer: NoAnswer;
  };
  /** Commits the draft. */
  commit: {
    input: MakeCommit;
    answer: CommitAnswer;
  };
  /** The digits that a person compares with those of another device of the account. */
  compare_devices: {
    input: NoInput;
    answer: Comparison;
  };
  /** Goes on as a new goal with one that a removed device has stopped. The stopped one stays here. */
  continue_vault: {
    input: ContinueVault;
    answer: Republished;
  };
  /** Where equal commits of the present draft lead. */
  course: {
    input: OfVault;
    answer: Course;
  };
  /** Creates the example goal with months of history. It never leaves the device. */
  create_demo: {
    input: CreateDemo;
    answer: VaultView;
  };
  /** Creates a goal with its first words. */
  create_vault: {
    input: CreateVault;
    answer: VaultView;
  };
  /** Backups, detached goals, goals that were deleted on the server, and proofs against it. */
  data_status: {
    input: NoInput;
    answer: DataStatus;
  };
  /** Deletes the account on the server. */
  delete_account: {
    input: WayShown;
    answer: DeviceState;
  };
  /** Deletes a goal from this device, the server, or both. */
  delete_vault: {
    input: DeleteVault;
    answer: DeviceState;
  };
  /** The devices of the account, none without an account. */
  devices: {
    input: NoInput;
    answer: DeviceRow[];
  };
  /** Deletes the draft. Words that were saved stay for the next commit. */
  discard_draft: {
    input: OfVault;
    answer: VaultView;
  };
  /** Deletes a what-if. */
  discard_whatif: {
    input: OfWhatIf;
    answer: WhatIfList;
  };
  /** Hides the notice about missing backups for a while. */
  dismiss_backup: {
    input: NoInput;
    answer: NoAnswer;
  };
  /** Changes the draft and previews the commit. */
  draft: {
    input: DraftPatch;
    answer: SimView;
  };
  /** Forgets a file. */
  end_import: {
    input: OfImport;
    answer: NoAnswer;
  };
  /** Ends all sessions of the account but the one of this device. It does not wait for a round of sync. */
  end_other_sessions: {
    input: WayShown;
    answer: NoAnswer;
  };
  /** What moved the quantities between two commits. Its progress is an event, task `explain`. */
  explain_change: {
    input: ExplainChange;
    answer: ChangeParts;
  };
  /** Commits of a goal as lines of a table. */
  export_csv: {
    input: ReadTable;
    answer: CsvPage;
  };
  /** Commits of a goal as documents. */
  export_json: {
    input: ReadExport;
    answer: JsonPage;
  };
  /** Two contradicting receipts of the server as a document that anyone can check. */
  export_receipt_proof: {
    input: ExportReceiptProof;
    answer: ProofFile;
  };
  /** The positions of commits that match a filter, newest first. */
  find: {
    input: FindCommits;
    answer: Matches;
  };
  /** Drops the code, and the account that has arrived for it. */
  hide_device_code: {
    input: NoInput;
    answer: NoAnswer;
  };
  /** A page of the history, newest first. */
  history: {
    input: ReadHistory;
    answer: RowPage;
  };
  /** Adds many commits at once: all of them, or none. */
  import_commits: {
    input: ImportCommits;
    answer: ImportedCommits;
  };
  /** Makes a whole draft document the draft. */
  install_draft: {
    input: InstallDraft;
    answer: VaultView;
  };
  /** Joins the account that `look_for_account` has found. */
  join_account: {
    input: JoinAccount;
    answer: LoginAnswer;
  };
  /** Saves another past as a what-if. A change that the physics refuses is not saved. */
  keep_past: {
    input: KeepPast;
    answer: WhatIfList;
  };
  /** Keeps text that a person has typed and not yet saved. */
  keep_typed: {
    input: KeepTyped;
    answer: NoAnswer;
  };
  /** Keeps a goal that the server calls deleted on this device alone. */
  keep_vault_here: {
    input: OfVault;
    answer: DeviceState;
  };
  /** Saves a draft under a name. */
  keep_whatif: {
    input: KeepWhatIf;
    answer: WhatIfList;
  };
  /** Removes the account and its goals from this device. */
  leave_account: {
    input: NoInput;
    answer: DeviceState;
  };
  /** The what-ifs of a goal, oldest first. */
  list_whatifs: {
    input: OfVault;
    answer: WhatIfList;
  };
  /** Makes a what-if the draft. */
  load_whatif: {
    input: OfWhatIf;
    answer: VaultView;
  };
  /** Locks the device: the lock key leaves the disk, and then everything of the person leaves memory. */
  lock: {
    input: NoInput;
    answer: NoAnswer;
  };
  /** The lock of this device. */
  lock_settings: {
    input: NoInput;
    answer: LockAnswer;
  };
  /** Enrols this device in an account and syncs until its goals can be shown. */
  login: {
    input: LogIn;
    answer: LoginAnswer;
  };
  /** Enrols this device in the account of the passkey and syncs until its goals can be shown. */
  login_with_passkey: {
    input: LogInWithPasskey;
    answer: LoginAnswer;
  };
  /** Ends the session on this device, and then on the server. Goals and keys stay on this device. */
  logout: {
    input: NoInput;
    answer: NoAnswer;
  };
  /** Whether another device has added this one. Pages ask again and again while they show the code. */
  look_for_account: {
    input: NoInput;
    answer: FoundAccount;
  };
  /** Remembers that the person was told of every merge up to a commit. */
  mark_told: {
    input: OfCommit;
    answer: NoAnswer;
  };
  /** What merges have joined since the person was last told. */
  merge_news: {
    input: OfVault;
    answer: MergeNews;
  };
  /** The next bytes of an archive. */
  next_archive_part: {
    input: OfArchive;
    answer: ArchivePart;
  };
  /** Writes down when the person was last here: the idle time of the next start counts from then. */
  note_presence: {
    input: Presence;
    answer: NoAnswer;
  };
  /** When people joined and left, and how their flow changed. Progress is an event, task `series`. */
  people: {
    input: OfVault;
    answer: People;
  };
  /** What importing a whole file would change. */
  preview_import: {
    input: PreviewImport;
    answer: ImportPreview;
  };
  /** The offer to check the present recovery code goes from this device. */
  put_off_rehearsal: {
    input: NoInput;
    answer: Ways;
  };
  /** What the code of another device says, without any server. */
  read_new_device: {
    input: ReadDeviceCode;
    answer: NewDevice;
  };
  /** Brings a detached goal back to this device. */
  reattach_vault: {
    input: OfVault;
    answer: DeviceState;
  };
  /** Creates an account again that the server has forgotten. */
  recover_account: {
    input: ConfirmedByPassword;
    answer: DeviceState;
  };
  /** Opens the account with its recovery code, and replaces password and code. */
  recover_with_code: {
    input: Recover;
    answer: LoginAnswer;
  };
  /** Takes back one undo. */
  redo_draft: {
    input: OfVault;
    answer: VaultView;
  };
  /** Creates an account on the server and enrols this device. */
  register: {
    input: Credentials;
    answer: Account;
  };
  /** Opens a fresh keyset with the code. Nothing of the account changes. */
  rehearse_recovery_code: {
    input: RecoveryText;
    answer: Ways;
  };
  /** Takes a passkey away. */
  remove_passkey: {
    input: RemovePasskey;
    answer: Ways;
  };
  /** Takes the PIN away. The ways in of the account still open the lock. */
  remove_pin: {
    input: NoInput;
    answer: LockAnswer;
  };
  /** Takes the recovery code away. */
  remove_recovery_code: {
    input: WayShown;
    answer: Ways;
  };
  /** Signs a new name for a device into the roster. */
  rename_device: {
    input: RenameDevice;
    answer: DeviceRow[];
  };
  /** Renames a what-if. */
  rename_whatif: {
    input: RenameWhatIf;
    answer: WhatIfList;
  };
  /** Enrols this device under a new id and rewrites the commits that the server cannot store. */
  renew_device_id: {
    input: RenewDeviceId;
    answer: SyncStatus;
  };
  /** Puts a goal that is on this device alone on the server again. A deleted one becomes a new goal. */
  republish_vault: {
    input: OfVault;
    answer: Republished;
  };
  /** Ends a device of the account, and replaces every key that it knows. */
  revoke_device: {
    input: RevokeDevice;
    answer: DeviceRow[];
  };
  /** The rows at some positions. */
  rows: {
    input: ReadRows;
    answer: RowPage;
  };
  /** Stores the draft on this device. */
  save_draft: {
    input: OfVault;
    answer: NoAnswer;
  };
  /** How specific a goal text is. */
  score_words: {
    input: ScoreWords;
    answer: Scores;
  };
  /** Opens a goal. */
  select_vault: {
    input: OfVault;
    answer: VaultView;
  };
  /** The first call replays the history. Its progress is an event, task `series`. */
  series: {
    input: ReadSeries;
    answer: Series;
  };
  /** Keeps where a new draft begins, and which slots keep their share. */
  set_controls: {
    input: SetControls;
    answer: VaultView;
  };
  /** Makes this the PIN of the device. */
  set_pin: {
    input: NewPin;
    answer: LockAnswer;
  };
  /** Turns the replay on the server on or off. */
  set_witnessed: {
    input: SetWitnessed;
    answer: VaultSummary;
  };
  /** Changes words, which the next commit seals. */
  set_words: {
    input: SetWords;
    answer: VaultView;
  };
  /** The shares of the slots along the history. Progress is an event, task `series`. */
  share_spans: {
    input: ReadShares;
    answer: ShareSpans;
  };
  /** A code by which another device of the account adds this one. */
  show_device_code: {
    input: ShowDeviceCode;
    answer: CodeOfDevice;
  };
  /** The goal as it was after a commit. */
  state_at: {
    input: OfCommit;
    answer: PastState;
  };
  /** The goal as it was after the commits at some positions. */
  states: {
    input: ReadStates;
    answer: PastStates;
  };
  /** One round of sync. */
  sync: {
    input: NoInput;
    answer: SyncStatus;
  };
  /** Pushes what this device has committed, or runs a round of sync if that is not enough. */
  sync_changes: {
    input: NoInput;
    answer: SyncStatus;
  };
  /** Pulls the push that an event of the server announces, or runs a round if that is not enough. */
  sync_head: {
    input: SyncHead;
    answer: SyncStatus;
  };
  /** How sync goes, without a round. */
  sync_status: {
    input: NoInput;
    answer: SyncStatus;
  };
  /** The trajectories of past commits beside the density that came. Progress is an event, task `series`. */
  then_and_now: {
    input: ReadStates;
    answer: ThenAndNows;
  };
  /** The quantities after the commit that was the tip at a time. */
  tip_then: {
    input: OfTime;
    answer: TipThen;
  };
  /** From here on a start asks for nothing. */
  turn_lock_off: {
    input: NoInput;
    answer: LockAnswer;
  };
  /** Brings every sealed record under a lock key, which the ways in of the account open. */
  turn_lock_on: {
    input: TurnLockOn;
    answer: LockAnswer;
  };
  /** Goes back one change of the draft. A discard is a change. */
  undo_draft: {
    input: OfVault;
    answer: VaultView;
  };
  /** Unlocks the device with a way in or the PIN, and opens it. */
  unlock: {
    input: Unlock;
    answer: BootAnswer;
  };
  /** Replays the whole chain. Its progress is an event, task `verify`. */
  verify: {
    input: OfVault;
    answer: Verification;
  };
  /** A goal as it is now. */
  view: {
    input: OfVault;
    answer: VaultView;
  };
  /** The ways in, from what this device knows. */
  ways: {
    input: NoInput;
    answer: Ways;
  };
}
/**
 * The content of the sync indicator. `needs` is what only the person can do.
 *
 *     In the phase `revoked` the account has ended this device, at `revoked_ms`. It shows no goals until it logs
 *     in as a new one.
 *
 *     `retry` is when the caller tries the next round: `soon` after a fault that passes, in seconds; `later`
 *     after an answer that may last, with growing waits; `never` while there is nothing to ask a server.
 *     `ending`: this device has logged out, and the server does not know yet. `receipt_key` is the fingerprint
 *     of the server's key, None without an account.
 */
export interface SyncStatus {
  phase: SyncPhase;
  waiting: number;
  last_synced_ms: number | null;
  vaults: VaultSync[];
  error: Problem | null;
  needs: ("generation" | "login" | "password") | null;
  retry: "later" | "never" | "soon";
  ending: boolean;
  receipt_key: string | null;
  receipt: LastReceipt | null;
  revoked_ms: number | null;
}
/**
 * The sync of one vault. `waiting` counts unpushed commits. `number` is the newest stored push.
 *
 *     A vault in the state `deleted` was deleted on the server, as the server says. It does not sync until the
 *     person decides. One in the state `here_only` never does: an example, a goal of another account, or one
 *     that the person keeps on this device alone. `arriving` is set while many commits of the goal arrive, and
 *     while it shows a snapshot.
 */
export interface VaultSync {
  vault: string;
  state: "deleted" | "here_only" | "refused" | "synced" | "waiting";
  waiting: number;
  number: number;
  error: Problem | null;
  witnessed: boolean;
  arriving: Arriving | null;
}
/** A refusal: a stable code and a sentence for people. Further keys are facts, by name. */
export interface Problem {
  code: string;
  detail: string;
  [k: string]: unknown;
}
/**
 * How many commits of a goal have arrived, and how many will have.
 *
 *     Not `readable` is a goal that shows a snapshot: what needs its history waits, and all commits are counted.
 *     Otherwise a long pull goes on, and those that it brings are counted.
 */
export interface Arriving {
  have: number;
  of: number;
  readable: boolean;
}
/** The newest receipt that this device has from the server. `head` and `number` are those of the push. */
export interface LastReceipt {
  vault: string;
  number: number;
  commits: number;
  head: string;
  time_ms: number;
}
/** The code of another device, and a way in: the password, or the answer of a passkey. */
export interface AddDevice {
  code: string;
  server: string;
  password?: string | null;
  passkey?: PasskeyAnswer | null;
}
/** What an authenticator answered, in base64. `prf` is the output of its PRF, null without one. */
export interface PasskeyAnswer {
  credential: string;
  client_data: string;
  authenticator_data: string;
  signature: string;
  user: string;
  prf: string | null;
}
/** What the code of another device says: its id, its name, and the digits that it shows. */
export interface NewDevice {
  device: string;
  name: string;
  check: string;
}
/** The next bytes of the file in base64. */
export interface AddImportPart {
  file: string;
  data: string;
}
/** How many bytes of the file have arrived. */
export interface PartArrived {
  arrived: number;
}
/** A new credential in base64, its name, and the key that it gave. `again` is its next answer. */
export interface AddPasskey {
  password?: string | null;
  passkey?: PasskeyAnswer | null;
  name: string;
  credential: string;
  public_key: string;
  user: string;
  prf: string | null;
  again: PasskeyAnswer;
}
/**
 * The ways in, and the newest former ones.
 *
 *     `upgraded` is false until a log-in writes the first `ways` of the account.
 *     `offers_rehearsal`: the recovery code is a month old, and nobody has checked it here.
 */
export interface Ways {
  ways: WayIn[];
  former: FormerWay[];
  upgraded: boolean;
  has_recovery: boolean;
  has_passkey: boolean;
  offers_rehearsal: boolean;
}
/**
 * A way in: when it was added, by the clock of the device at which the person signed.
 *
 *     All but the kind is null for an account of the first format. Only a passkey has a `name`.
 */
export interface WayIn {
  kind: "passkey" | "password" | "recovery";
  id: string | null;
  added_ms: number | null;
  device: string | null;
  name: string | null;
}
/** A way in that was replaced or removed, and the device from which that was done. */
export interface FormerWay {
  kind: "passkey" | "password" | "recovery";
  added_ms: number;
  removed_ms: number;
  device: string;
}
/** The code of `begin_recovery_code`, typed back, and a way in. */
export interface AddRecoveryCode {
  password?: string | null;
  passkey?: PasskeyAnswer | null;
  typed: string;
}
/** A device by its id in hex. */
export interface OfDevice {
  device: string;
}
/** Whether the added device has joined: not yet, yes, or its time is over. */
export interface AddedDevice {
  state: "gone" | "used" | "waiting";
}
/** Another draft for a past commit. The courses are thinned to about `points`. */
export interface ReadAnotherPast {
  vault: string;
  change: PastChange;
  points?: number;
}
/**
 * Another draft for a past commit: patches of its pages, or `left_out` for no draft at all.
 *
 *     The physics checks the patches. A page without a patch stays as it was committed.
 */
export interface PastChange {
  commit: string;
  left_out?: boolean;
  page1?: unknown;
  page2?: unknown;
  page3?: unknown;
}
/**
 * Both courses of the headline quantities, from the commit before the changed one on, thinned.
 *
 *     `first` is the position of the changed commit, `last` that of the last replayed one. `complete`: that one
 *     is the present. `real_end` and `other_end` are all quantities there. The gate would have refused
 *     `blocked_count` commits on the way; `blocked` are the first of them. Replay goes on over them.
 *     `furthest` has one entry per quantity, of all positions.
 */
export interface PastCourses {
  head: string;
  total: number;
  first: number;
  last: number;
  complete: boolean;
  position: number[];
  t_ms: number[];
  real: {
    density?: number[];
    stability?: number[];
    sigma?: number[];
    P_outcome?: number[];
    E?: number[];
    M?: number[];
    volume?: number[];
    leak?: number[];
    pressure?: number[];
    dE_dt?: number[];
    recovery?: number[];
    confidence?: number[];
  };
  other: {
    density?: number[];
    stability?: number[];
    sigma?: number[];
    P_outcome?: number[];
    E?: number[];
    M?: number[];
    volume?: number[];
    leak?: number[];
    pressure?: number[];
    dE_dt?: number[];
    recovery?: number[];
    confidence?: number[];
  };
  real_end: Quantities;
  other_end: Quantities;
  furthest: Furthest[];
  blocked: BlockedCommit[];
  blocked_count: number;
}
/** All quantities of a state, rounded; `samples` is the trajectory. */
export interface Quantities {
  M: number;
  E: number;
  dE_dt: number;
  sigma: number;
  leak: number;
  pressure: number;
  volume: number;
  density: number;
  stability: number;
  recovery: number;
  node_type: NodeType;
  P_outcome: number;
  confidence: number;
  samples: number[];
}
/** Where the two courses of a quantity are furthest apart: the first such position, and other − real. */
export interface Furthest {
  quantity: Quantity;
  position: number;
  difference: number;
}
/** A commit that the gate would have refused in another past. */
export interface BlockedCommit {
  commit: string;
  position: number;
  gate: Gate;
}
/** Why a commit is blocked: the sigma of the preview is `value`, the largest allowed one `limit`. */
export interface Gate {
  code: "NO_DRAFT" | "SIGMA_ABOVE_LIMIT";
  value?: number;
  limit?: number;
}
/** The goals of the file to import. */
export interface ApplyImport {
  file: string;
  vaults: string[];
}
/** `taken` are the ids of the imported goals. */
export interface ImportAnswer {
  vaults: VaultSummary[];
  active: string | null;
  status: SyncStatus;
  taken: string[];
}
/**
 * A goal as a list shows it. `deleted_on_server`: of the account, and on this device only.
 *
 *     `former` are the ids that it had before it was rewritten.
 */
export interface VaultSummary {
  vault: string;
  name: string;
  demo: boolean;
  witnessed: boolean;
  commits: number;
  waiting: number;
  deleted_on_server: boolean;
  head: string;
  former: string[];
}
/**
 * What the answer of a passkey is for.
 *
 *     "login": a session, also before a request that logs in anew. "confirm": a confirmed request of the
 *     account. "keys": opening the keys, which the server does not check. "unlock": the same of a locked device.
 */
export interface AskPasskey {
  purpose: "confirm" | "keys" | "login" | "unlock";
}
/** What the browser asks of a passkey, in base64. Without `credentials` any of this server may answer. */
export interface PasskeyQuestion {
  challenge: string;
  prf: string;
  credentials: string[];
}
/** The goals of a new archive and its passphrase. */
export interface BeginArchive {
  vaults: string[];
  passphrase: string;
}
/** The handle of a new archive, and how many commits it will have. */
export interface ArchiveBegun {
  archive: string;
  total: number;
}
/** The size in bytes of a file to import. */
export interface BeginImport {
  size: number;
}
/** The handle of a file to import. */
export interface ImportBegun {
  file: string;
}
/**
 * What the browser asks of an authenticator that shall make a passkey, in base64.
 *
 *     `credentials` are those that the account has. `again` is the challenge of the answer after it.
 */
export interface NewPasskeyQuestion {
  user: string;
  account: string;
  challenge: string;
  prf: string;
  credentials: string[];
  again: string;
}
/** A new recovery code, as it is shown. It is neither stored nor sent. */
export interface RecoveryCode {
  code: string;
}
/**
 * What a page needs at its start. `typed` is text by field that was typed before there is a goal.
 *
 *     `lock` is null while the lock of the device is off.
 */
export interface BootAnswer {
  vaults: VaultSummary[];
  active: string | null;
  account: Account | null;
  sync: SyncStatus;
  typed: {
    [k: string]: string;
  };
  lock: DeviceLock | null;
}
/** The name and the public ids of an account. */
export interface Account {
  name: string;
  identity: string;
  device: string;
}
/**
 * When the device locks by itself: after `idle_minutes`, 0 for never, and at the end of the last page.
 *
 *     `pin`: there is a PIN.
 */
export interface DeviceLock {
  idle_minutes: number;
  on_close: boolean;
  pin: boolean;
}
/** A goal by its id in hex. */
export interface OfVault {
  vault: string;
}
/**
 * `links` are (position, positions of the parents) wherever the history is not a line. `devices` are
 *     those that committed, in the order of their first commits.
 */
export interface Branches {
  head: string;
  total: number;
  links: [number, number[]][];
  devices: CommitDevice[];
}
/**
 * A device that has committed. `name` is empty if no roster of this device names it.
 *
 *     `this`: it is this device. An id that this device had before counts if nothing names it: a copy of this
 *     device may still use it.
 */
export interface CommitDevice {
  device: string;
  name: string;
  this: boolean;
}
/**
 * After how many minutes without the person the device locks, 0 for never. `on_close`: the end of the
 *     last page locks it too.
 */
export interface LockTimes {
  idle_minutes: number;
  on_close: boolean;
}
/** The lock, null while it is off. `possible`: the device has an account, whose ways in open the lock. */
export interface LockAnswer {
  lock: DeviceLock | null;
  possible: boolean;
}
/** A way in and the next password. `end_sessions`: all sessions but this one end. */
export interface ChangePassword {
  password?: string | null;
  passkey?: PasskeyAnswer | null;
  new_password: string;
  end_sessions: boolean;
}
/** A recovery code as it was typed. */
export interface RecoveryText {
  code: string;
}
/** The label goes into the marker, the note into the context. */
export interface MakeCommit {
  vault: string;
  label?: string | null;
  note?: string | null;
}
/**
 * A durable commit: the six stages of the physics, and the quantities before and after.
 *
 *     `drift` is what a commit of the untouched draft would have given.
 */
export interface CommitAnswer {
  view: VaultView;
  commit: CommitRow;
  steps: string[];
  before: Quantities;
  drift: Quantities;
  after: Quantities;
}
/**
 * A goal whole. `rules` are those of its tip. `pending` are words that the next commit seals.
 *
 *     `last` are the settings of the last commit without node operations, or those of the rules before the first
 *     commit. `typed` is text by field that a person has typed and not yet saved.
 */
export interface VaultView {
  sim: StateDocument | null;
  draft: Draft;
  gate: Gate | null;
  change: Change;
  slots: SlotEffect[];
  start: Start | null;
  undo: number;
  redo: number;
  vault: string;
  name: string;
  demo: boolean;
  witnessed: boolean;
  head: string;
  marker: string;
  rules: string;
  state_hash: string;
  commits: number;
  live: StateDocument;
  last: Draft;
  controls: Controls;
  context: Words;
  pending: Words | null;
  typed: {
    [k: string]: string;
  };
}
/** The document `autus.state.v1`; `t_ms` in integer milliseconds. */
export interface StateDocument {
  session_id: string;
  t_ms: number;
  measure: Measure;
  forecast: Forecast;
  graph: Graph;
  ui: Ui;
  draft: Draft;
  replay: Replay;
  version: "autus.state.v1";
}
/** The quantities of a goal, all in [0, 1] except dE_dt in [-1, 1]. */
export interface Measure {
  M: number;
  E: number;
  dE_dt: number;
  sigma: number;
  leak: number;
  pressure: number;
  volume: number;
  density: number;
  stability: number;
  recovery: number;
  node_type: NodeType;
}
/** The outlook over a horizon; P_outcome in [0, 1]. */
export interface Forecast {
  horizon: Horizon;
  P_outcome: number;
  trajectory: Trajectory;
}
/** At most eight density samples over the horizon, and the confidence in them, all in [0, 1]. */
export interface Trajectory {
  samples: number[];
  confidence: number;
}
/** Nodes in order of id and edges in order of (a, b), by code point. */
export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
  anchor_node_id: "SELF";
}
/** A node of the graph; mass, sigma and density in [0, 1]. */
export interface GraphNode {
  id: string;
  mass: number;
  sigma: number;
  density: number;
  type: string;
  layer: number;
}
/** The directed edge a → b; flow and sigma in [0, 1]. */
export interface GraphEdge {
  a: string;
  b: string;
  flow: number;
  sigma: number;
}
/** The mode is SIM while a draft exists, else LIVE. The other two fields are constants. */
export interface Ui {
  mode: "LIVE" | "SIM";
  page: number;
  hud_visible: boolean;
}
/**
 * The draft document {page1, page2, page3} at full precision, every field required.
 *
 *     It may be a field of any struct that is decoded from JSON. Decoding checks shape and types only.
 *     `install_draft` and `replay_step` check the ranges.
 */
export interface Draft {
  page1: Page1;
  page2: Page2;
  page3: Page3;
}
/** Mass, volume and horizon. */
export interface Page1 {
  mass_modifier: number;
  volume_override: number;
  horizon_override: Horizon;
}
/** The view of the node graph, and the operations on it in (t_ms, op_id) order. */
export interface Page2 {
  mass_filter: number;
  flow_filter: number;
  sigma_filter: number;
  /**
   * @minItems 2
   * @maxItems 2
   */
  virtual_anchor_shift: [number, number];
  ops: (NodeCreate | NodeDelete | NodeMassScale | EdgeWeightSet)[];
}
/** Adds a node, unless its id exists. */
export interface NodeCreate {
  type: "NODE_CREATE";
  op_id: string;
  t_ms: number;
  node: NewNode;
}
/** The node of a NODE_CREATE; mass, sigma and density in [0, 1]. */
export interface NewNode {
  id: string;
  mass: number;
  sigma: number;
  density: number;
  type: string;
}
/** Removes a node and every edge that touches it; SELF and unknown ids have no effect. */
export interface NodeDelete {
  type: "NODE_DELETE";
  op_id: string;
  t_ms: number;
  node_id: string;
}
/** Multiplies a node's mass by `scale` in [0.5, 2]; SELF and unknown ids have no effect. */
export interface NodeMassScale {
  type: "NODE_MASS_SCALE";
  op_id: string;
  t_ms: number;
  node_id: string;
  scale: number;
}
/** Sets the flow in [0, 1] of the directed edge a → b; the ends need not exist. */
export interface EdgeWeightSet {
  type: "EDGE_WEIGHT_SET";
  op_id: string;
  t_ms: number;
  a: string;
  b: string;
  flow: number;
}
/** The mandala. */
export interface Page3 {
  allocations: Allocations;
}
/** The share of each slot of the mandala, in slot order. */
export interface Allocations {
  N: number;
  NE: number;
  E: number;
  SE: number;
  S: number;
  SW: number;
  W: number;
  NW: number;
}
/** Always empty, because the marker chain binds the history, not the state. */
export interface Replay {
  last_marker_id: null;
  markers: [];
}
/**
 * What a commit changes. `live` is the state before it, `sim` the one after it, null without a draft.
 *
 *     `drift` is what a commit of the untouched draft gives from the same state. Drift − live is what a commit
 *     does by itself, and sim − drift the effect of what a person moved.
 */
export interface Change {
  live: Quantities;
  drift: Quantities;
  sim: Quantities | null;
}
/** What the share of a slot adds to a quantity that the slot acts on. */
export interface SlotEffect {
  slot: Slot;
  name: Quantity;
  value: number;
}
/**
 * What a person chose for the controls of a goal on this device.
 *
 *     A new draft begins at `start`. The `held` slots keep their share while another one moves.
 */
export interface Controls {
  start: Start;
  held: Slot[];
}
/** The person's own words: names of nodes by id, meanings of slots by slot. Null deletes. */
export interface Words {
  goal?: GoalWords | null;
  names?: {
    [k: string]: string | null;
  };
  note?: string | null;
  slots?: {
    [k: string]: string | null;
  };
}
/** A missing field leaves the value unchanged. Null deletes it. */
export interface GoalWords {
  due?: string | null;
  title?: string;
  why?: string | null;
}
/** A line of the history. `position` counts from 0 in fold order; `device` is empty for a merge. */
export interface CommitRow {
  commit: string;
  kind: CommitKind;
  t_ms: number;
  label: string | null;
  note: string | null;
  device: string;
  seq: number;
  parents: string[];
  state_hash: string;
  position: number;
  synced: boolean;
}
/**
 * The digits of what this device has accepted from the server.
 *
 *     `digits` are those of everything. They are equal on two devices that have the same account, roster and
 *     heads. `account` and `vaults` say where two devices differ. `detached` counts the vaults of the account
 *     that were removed from this device. It knows no heads of them, so `digits` then differ from those of a
 *     device that has these vaults.
 */
export interface Comparison {
  digits: string;
  account: string;
  vaults: ComparedVault[];
  detached: number;
}
/** A vault and its digits. */
export interface ComparedVault {
  vault: string;
  digits: string;
}
/** `with_surplus`: what the removed device made above the heads of its removal comes along. */
export interface ContinueVault {
  vault: string;
  with_surplus: boolean;
}
/** The id of the new goal. */
export interface Republished {
  vaults: VaultSummary[];
  active: string | null;
  status: SyncStatus;
  vault: string;
}
/**
 * The quantities after 1, 2, … commits of the draft, and of the untouched draft in `drift`.
 *
 *     `sim` is empty without a draft. The node operations of the draft are in the first commit only. `blocked`
 *     is the first commit, counted from 1, that the gate would refuse, null if there is none.
 */
export interface Course {
  sim: Quantities[];
  drift: Quantities[];
  blocked: number | null;
}
/** The example goal in a language. `today_ms` is the start of the reader's local day. */
export interface CreateDemo {
  language: Language;
  today_ms: number;
  due?: string | null;
}
/** A new goal with its first words. A `demo` goal never leaves the device. */
export interface CreateVault {
  title: string;
  why?: string | null;
  due?: string | null;
  demo?: boolean;
}
/**
 * `detached` goals are not on this device; goals `deleted_on_server` are only on this device. `proofs`
 *     are those that the server contradicted itself.
 */
export interface DataStatus {
  backups: BackupState[];
  detached: DetachedVault[];
  deleted_on_server: string[];
  proofs: KeptProof[];
}
/** `only_here` counts commits that no server has, `since_archive` those after the last archive. */
export interface BackupState {
  vault: string;
  only_here: number;
  archived_ms: number | null;
  since_archive: number;
  due: boolean;
}
/** A vault of the account that the person has removed from this device. */
export interface DetachedVault {
  vault: string;
  name: string;
}
/** A proof on this device. `id` names it in calls, `number` is that of the earlier receipt. */
export interface KeptProof {
  id: string;
  vault: string;
  number: number;
  contradiction: "does_not_follow" | "same_number";
}
/** A way in that the person has just shown: the password, or the answer of a passkey. */
export interface WayShown {
  password?: string | null;
  passkey?: PasskeyAnswer | null;
}
/** The goals that are left, and how sync goes. */
export interface DeviceState {
  vaults: VaultSummary[];
  active: string | null;
  status: SyncStatus;
}
/** Deletes a goal from this device, from the server, or from both. The server needs a way in. */
export interface DeleteVault {
  vault: string;
  where: Where;
  password?: string | null;
  passkey?: PasskeyAnswer | null;
}
/**
 * A device of the account. `added` and `removed` are times in milliseconds.
 *
 *     `removed` and `by`, the device on which the person removed it, are null unless it was removed.
 */
export interface DeviceRow {
  device: string;
  name: string;
  this: boolean;
  added: number;
  removed: number | null;
  by: string | null;
}
/** A what-if by its number in the goal. */
export interface OfWhatIf {
  vault: string;
  id: number;
}
/**
 * The what-ifs of a vault, and the largest allowed number of them.
 *
 *     `drift` is what a commit of the untouched draft gives from the present state, from which drafts start.
 */
export interface WhatIfList {
  whatifs: WhatIf[];
  limit: number;
  drift: Quantities;
}
/**
 * A named draft, and the state it leads to from the present one.
 *
 *     A what-if of another past has `past`, and its draft is untouched. `sim` is the present in that past. It is
 *     null if the history no longer has the changed commit, or is too long to be replayed to the present.
 *     `horizon` is that of `sim`.
 */
export interface WhatIf {
  id: number;
  name: string;
  draft: Draft;
  horizon: Horizon;
  sim: Quantities | null;
  gate: Gate | null;
  past: KeptPast | null;
}
/**
 * The change of a past commit. `position` is null if the history no longer has the commit.
 *
 *     `blocked` counts the commits that the gate would have refused on the way.
 */
export interface KeptPast {
  change: PastChange;
  position: number | null;
  blocked: number;
}
/**
 * A change of one page of the draft. The physics checks `page` and `patch`.
 *
 *     A new draft begins at `start`. Changes under one name of a `gesture` are undone together.
 */
export interface DraftPatch {
  vault: string;
  page: number;
  patch: unknown;
  start?: Start;
  gesture?: string | null;
}
/**
 * The draft and its preview; `sim` is null while there is no draft. `gate` is null where it is open.
 *
 *     `change` has the quantities of LIVE, of the drift and of SIM from the same tip. `slots` has what the share
 *     of each slot adds to the quantities that it acts on.
 *     `start` is where the draft began: null without one, or if it was installed as a whole. `undo` and `redo`
 *     count the steps in both directions.
 */
export interface SimView {
  sim: StateDocument | null;
  draft: Draft;
  gate: Gate | null;
  change: Change;
  slots: SlotEffect[];
  start: Start | null;
  undo: number;
  redo: number;
}
/** A file that this device is importing. */
export interface OfImport {
  file: string;
}
/** Two commits by their ids in hex. */
export interface ExplainChange {
  vault: string;
  first: string;
  last: string;
}
/**
 * What moved the quantities from the state after `first` to the state after `last`.
 *
 *     `commits` have led from one to the other, merges not counted. `quantities` is empty if `reason` says why:
 *     both are the same commit, neither leads to the other, or more than COMMITS_MAX lie between them.
 */
export interface ChangeParts {
  first: string;
  last: string;
  commits: number;
  reason: ("branches" | "same" | "too_many") | null;
  quantities: QuantityParts[];
}
/** The change of a quantity: `after` − `before` is `drift` plus all `parts`, but for rounding. */
export interface QuantityParts {
  name: Quantity;
  before: number;
  after: number;
  drift: number;
  parts: Part[];
}
/** What an input added. */
export interface Part {
  input:
    | "E"
    | "N"
    | "NE"
    | "NW"
    | "S"
    | "SE"
    | "SW"
    | "W"
    | "horizon"
    | "mass"
    | "people"
    | "volume";
  value: number;
}
/** A page of a table. `decimal_comma` is the form of regions that write 0,5 and separate by semicolons. */
export interface ReadTable {
  vault: string;
  after: number;
  limit: number;
  head?: string | null;
  decimal_comma?: boolean;
}
/** Lines of the table of the history of `head`; `total` counts its commits. */
export interface CsvPage {
  head: string;
  total: number;
  text: string;
}
/** A page of an export. Later pages carry the `head` of the first one, so a new commit changes none. */
export interface ReadExport {
  vault: string;
  after: number;
  limit: number;
  head?: string | null;
}
/** Commits of the history of `head`. `total` counts all of them. The first page has the goal. */
export interface JsonPage {
  head: string;
  total: number;
  commits: ExportedCommit[];
  goal?: ExportedGoal;
}
/** A commit in a plain export: `body` is the commit body as a document. */
export interface ExportedCommit {
  position: number;
  id: string;
  parents: string[];
  device: string;
  seq: number;
  body: {
    [k: string]: unknown;
  };
  context: Words | null;
}
/** What a plain export states about the vault as a whole. */
export interface ExportedGoal {
  format: string;
  rules: string;
  vault: string;
  name: string;
  demo: boolean;
  head: string;
  state_hash: string;
  words: Words;
  state: StateDocument;
}
/** The id of a proof. */
export interface ExportReceiptProof {
  proof: string;
}
/** The document of a proof, as text. */
export interface ProofFile {
  text: string;
}
/** A filter. A field left out matches everything; `text` is a part of a label, in any spelling. */
export interface FindCommits {
  vault: string;
  device?: string | null;
  kind?: CommitKind | null;
  text?: string | null;
  slot?: Slot | null;
}
/** The positions of the commits that match a filter, newest first. */
export interface Matches {
  head: string;
  total: number;
  positions: number[];
}
/** Up to `limit` rows before position `before`, newest first. Without `before` from the newest row on. */
export interface ReadHistory {
  vault: string;
  limit: number;
  before?: number | null;
}
/** Lines of the history; `total` counts those of the whole history. */
export interface RowPage {
  rows: HistoryRow[];
  total: number;
}
/** A line of the history and what its commit did. `joined` is for merges, the most commits first. */
export interface HistoryRow {
  commit: string;
  kind: CommitKind;
  t_ms: number;
  label: string | null;
  note: string | null;
  device: string;
  seq: number;
  parents: string[];
  state_hash: string;
  position: number;
  synced: boolean;
  changes: Changes;
  joined: JoinedCommits[];
}
/** The first changes of a commit, and how many more there are. */
export interface Changes {
  items: (
    | ShareChange
    | SharesReset
    | VolumeChange
    | MassChange
    | HorizonChange
    | NodeAdded
    | NodeRemoved
    | NodeScaled
    | FlowSet
    | GoalWordChange
    | MeaningChange
    | NodeNamed
  )[];
  more: number;
}
/** A slot's share of the budget, in the draft before and in this one. */
export interface ShareChange {
  type: "share";
  slot: Slot;
  before: number;
  after: number;
}
/** All slots have equal shares again. */
export interface SharesReset {
  type: "equal";
}
/** The volume override, in the draft before and in this one. */
export interface VolumeChange {
  type: "volume";
  before: number;
  after: number;
}
/** The mass modifier of this draft, which is not 0. */
export interface MassChange {
  type: "mass";
  modifier: number;
}
/** The horizon of this draft, another one than before. */
export interface HorizonChange {
  type: "horizon";
  horizon: Horizon;
}
/** A new node. `name` is the one that it had then, null without one. */
export interface NodeAdded {
  type: "added";
  node: string;
  name: string | null;
}
/** A deleted node. */
export interface NodeRemoved {
  type: "removed";
  node: string;
  name: string | null;
}
/** A node whose mass was multiplied by `scale`. */
export interface NodeScaled {
  type: "scaled";
  node: string;
  name: string | null;
  scale: number;
}
/** The flow of the edge a → b was set. */
export interface FlowSet {
  type: "flow";
  a: string;
  a_name: string | null;
  b: string;
  b_name: string | null;
  flow: number;
}
/**
 * A word of the goal was written, or deleted. `due` is the new date.
 *
 *     `words`: the commit of an older version, which does not say which field the person touched.
 */
export interface GoalWordChange {
  type: "goal";
  field: "due" | "title" | "why" | "words";
  written: boolean;
  due: string | null;
}
/** The person's own words for a slot were written. */
export interface MeaningChange {
  type: "meaning";
  slot: Slot;
  text: string | null;
}
/** A node got another name. */
export interface NodeNamed {
  type: "named";
  node: string;
  name: string | null;
}
/** How many commits of a device a merge joined with others. */
export interface JoinedCommits {
  device: string;
  commits: number;
}
/** Commits to add, in order. */
export interface ImportCommits {
  vault: string;
  commits: ImportedCommit[];
}
/** A commit to be made. `patches` are (page, patch) pairs, applied in order to an empty draft. */
export interface ImportedCommit {
  t_ms: number;
  patches: [number, unknown][];
  label?: string | null;
  note?: string | null;
}
/** The new head and the number of new commits. */
export interface ImportedCommits {
  head: string;
  count: number;
}
/** A whole draft document, which the physics checks. `start` is where its settings come from. */
export interface InstallDraft {
  vault: string;
  draft: Draft;
  start?: Start | null;
}
/** `adopt`: local goals join the account. */
export interface JoinAccount {
  adopt: boolean;
}
/** The account, how many local goals it adopts, and all goals of this device. */
export interface LoginAnswer {
  account: Account;
  adopted: number;
  vaults: VaultSummary[];
}
/** A what-if of another past to save. */
export interface KeepPast {
  vault: string;
  name: string;
  change: PastChange;
}
/** Typed text by field, of a goal or, without `vault`, of the device. Null forgets a field. */
export interface KeepTyped {
  changes: {};
  vault?: string | null;
}
/** A what-if to save: `draft`, or the present draft without it. The physics checks the draft. */
export interface KeepWhatIf {
  vault: string;
  name: string;
  draft?: Draft | null;
}
/**
 * With `adopt`, the goals of this device become goals of the account.
 *
 *     `replaces`: the person knows that the account of this device was deleted and made again under its name.
 */
export interface LogIn {
  name: string;
  password: string;
  device_name: string;
  adopt?: boolean;
  replaces?: boolean;
}
/**
 * The answer of a passkey, and the name of this device in the roster. `name` is that of the account, if
 *     the person typed one. With `adopt`, the goals of this device become goals of the account. `replaces`: the
 *     account may be another one than that of this device, under the same name.
 */
export interface LogInWithPasskey {
  passkey: PasskeyAnswer;
  name?: string | null;
  device_name: string;
  adopt?: boolean;
  replaces?: boolean;
}
/** The account that another device has left for this one. Null while there is none. */
export interface FoundAccount {
  name: string | null;
}
/** A commit by its id in hex. */
export interface OfCommit {
  vault: string;
  commit: string;
}
/**
 * What merges have joined to the history since the person was last told. `merges` is 0 without any.
 *
 *     `commits` are new to this device. `first_ms` and `last_ms` are the times of the earliest and the latest.
 *     `devices` are those with the most commits.
 */
export interface MergeNews {
  head: string;
  merges: number;
  commits: number;
  first_ms: number;
  last_ms: number;
  devices: JoinedDevice[];
}
/** A device and how many of its commits came with the merges. */
export interface JoinedDevice {
  device: string;
  name: string;
  this: boolean;
  commits: number;
}
/** An archive that this device is writing. */
export interface OfArchive {
  archive: string;
}
/** The next bytes of an archive in base64; `done` of `total` commits are written. `last` ends it. */
export interface ArchivePart {
  data: string;
  done: number;
  total: number;
  last: boolean;
}
/** For how long the person has done nothing. */
export interface Presence {
  idle_ms: number;
}
/** The nodes besides the person's own, in the order in which they first joined. `more` are left out. */
export interface People {
  head: string;
  total: number;
  people: Person[];
  more: number;
}
/**
 * A node that is or was in the graph. `name` is its last one. `mass` is that of its present or last stay.
 *
 *     `stays` and `flows` are the newest ones. `earlier` counts the flows that are left out.
 */
export interface Person {
  node: string;
  name: string | null;
  mass: number;
  stays: Stay[];
  flows: FlowPoint[];
  earlier: number;
}
/** A time in the graph, by positions and times of commits. `left` is null while the node is there. */
export interface Stay {
  joined: number;
  joined_ms: number;
  left: number | null;
  left_ms: number | null;
}
/** The sum of the flows on all edges of a node from a commit on. */
export interface FlowPoint {
  position: number;
  t_ms: number;
  flow: number;
}
/** An archive needs its passphrase. A plain file has none. */
export interface PreviewImport {
  file: string;
  passphrase?: string | null;
}
/** What a file holds. Only an archive says when it was made. */
export interface ImportPreview {
  kind: "archive" | "json";
  created_ms: number | null;
  goals: ImportGoal[];
}
/**
 * A vault of a file, and what importing it would change.
 *
 *     `more` counts the commits of the file that this device does not have, `here` those that it has.
 *     `code` says why a goal is refused. `copy`: the commits of a plain file become a new goal.
 */
export interface ImportGoal {
  vault: string;
  name: string;
  demo: boolean;
  commits: number;
  first_ms: number;
  last_ms: number;
  here: number;
  more: number;
  status: ImportStatus;
  code: string | null;
}
/** The code of another device, and the address of this one's server. */
export interface ReadDeviceCode {
  code: string;
  server: string;
}
/** The account's password. */
export interface ConfirmedByPassword {
  password: string;
}
/**
 * The recovery code of an account, and what takes the place of its password and of this code.
 *
 *     `typed` is the code of `begin_recovery_code`, typed back. `adopt`: local goals join the account.
 */
export interface Recover {
  name: string;
  code: string;
  new_password: string;
  typed: string;
  device_name: string;
  adopt: boolean;
  end_sessions: boolean;
}
/** A name and password of an account, and the name of this device in the roster. */
export interface Credentials {
  name: string;
  password: string;
  device_name: string;
}
/** The id of a way in that is a passkey, and a way in. */
export interface RemovePasskey {
  password?: string | null;
  passkey?: PasskeyAnswer | null;
  way: string;
}
/** The way in unlocks the identity that signs the new name. */
export interface RenameDevice {
  password?: string | null;
  passkey?: PasskeyAnswer | null;
  device: string;
  name: string;
}
/** A new name for a what-if. */
export interface RenameWhatIf {
  vault: string;
  id: number;
  name: string;
}
/** The way in unlocks the identity that signs the new device id. */
export interface RenewDeviceId {
  password?: string | null;
  passkey?: PasskeyAnswer | null;
  device_name: string;
}
/** The way in unlocks the signing key that ends the device. */
export interface RevokeDevice {
  password?: string | null;
  passkey?: PasskeyAnswer | null;
  device: string;
}
/** Positions of rows, in the order of the answer. */
export interface ReadRows {
  vault: string;
  positions: number[];
}
/** The words of a goal while somebody writes them. Each may be empty. */
export interface ScoreWords {
  title?: string;
  why?: string;
  due?: string;
}
/** The six scores of a goal text. */
export interface Scores {
  scores: Score[];
}
/** `value` is 0, 0.25, 0.5, 0.75 or 1; `words` are those that raised it. */
export interface Score {
  name: ScoreName;
  value: number;
  words: ScoredWord[];
}
/** `text` is `field[start:end]`, counted in characters of the NFC text. */
export interface ScoredWord {
  text: string;
  start: number;
  end: number;
  field: GoalField;
}
/** Positions `start` up to `end`, thinned to about `points`. Without bounds and `of` everything. */
export interface ReadSeries {
  vault: string;
  points?: number;
  start?: number;
  end?: number | null;
  of?: Quantity[] | null;
}
/**
 * Columns of equal length in fold order: position, time, and the quantities after each commit.
 *
 *     `labels` are (position, label) of the commits with a label. Of more than LABELS_MAX, evenly many stay;
 *     `labelled` counts all of them.
 */
export interface Series {
  head: string;
  total: number;
  position: number[];
  t_ms: number[];
  columns: {
    density?: number[];
    stability?: number[];
    sigma?: number[];
    P_outcome?: number[];
    E?: number[];
    M?: number[];
    volume?: number[];
    leak?: number[];
    pressure?: number[];
    dE_dt?: number[];
    recovery?: number[];
    confidence?: number[];
  };
  labels: [number, string][];
  labelled: number;
}
/** Where a new draft begins, and the slots that keep their share. A field left out stays as it is. */
export interface SetControls {
  vault: string;
  start?: Start | null;
  held?: Slot[] | null;
}
/** A PIN of digits. */
export interface NewPin {
  pin: string;
}
/** Whether the server may replay the goal. */
export interface SetWitnessed {
  vault: string;
  on: boolean;
}
/** A context: words to change. */
export interface SetWords {
  vault: string;
  words: Words;
}
/** At most `points` groups of commits or, with `starts`, spans that begin at these times in ms. */
export interface ReadShares {
  vault: string;
  points?: number;
  starts?: number[] | null;
}
/** The mean share of each slot in each span, in fold order. A genesis or a merge has no shares. */
export interface ShareSpans {
  head: string;
  total: number;
  spans: ShareSpan[];
  columns: {
    N?: number[];
    NE?: number[];
    E?: number[];
    SE?: number[];
    S?: number[];
    SW?: number[];
    W?: number[];
    NW?: number[];
  };
}
/**
 * Commits with drafts that are shown as one. `number` counts the spans of time, also empty ones.
 *
 *     `first` and `last` are positions, `first_ms` and `last_ms` the times of these commits.
 */
export interface ShareSpan {
  number: number;
  first: number;
  last: number;
  first_ms: number;
  last_ms: number;
  commits: number;
}
/** The name of this device, and the address of the server as the person sees it. */
export interface ShowDeviceCode {
  device_name: string;
  server: string;
}
/**
 * A code to show: its groups as a text, the part of an address that a QR code holds, and the digits that
 *     both devices show. It counts for so many seconds.
 */
export interface CodeOfDevice {
  groups: string[];
  link: string;
  check: string;
  seconds: number;
}
/**
 * The state after a commit. `draft` is the committed one, `change` what it changed; both are null for a
 *     genesis or a merge.
 */
export interface PastState {
  live: StateDocument;
  draft: Draft | null;
  change: Change | null;
  context: Words;
  row: HistoryRow;
}
/** Positions of states, in the order of the answer. */
export interface ReadStates {
  vault: string;
  positions: number[];
}
/** Past states of the history of `head`. */
export interface PastStates {
  states: PastState[];
  head: string;
}
/** An event of the server: the newest push of a goal. For a deleted one, number 0 without a head. */
export interface SyncHead {
  vault: string;
  number: number;
  head: string;
}
/** Past trajectories of the history of `head`, at the time `now_ms`. */
export interface ThenAndNows {
  head: string;
  total: number;
  now_ms: number;
  items: ThenAndNow[];
}
/**
 * The trajectory of a past commit and what came. `samples` are empty for a genesis and a merge.
 *
 *     `distance` is the mean of |projected - came| over the `compared` samples: those after the first that have
 *     come. The first is the commit itself. `distance` is null if none has come. `course` are the densities that
 *     held from the commit to the last sample.
 */
export interface ThenAndNow {
  commit: string;
  position: number;
  t_ms: number;
  horizon: Horizon;
  confidence: number;
  samples: PastSample[];
  course: [number, number][];
  distance: number | null;
  compared: number;
}
/** A sample of a past trajectory at its time. `came` is the density that held then; null in the future. */
export interface PastSample {
  t_ms: number;
  projected: number;
  came: number | null;
}
/** A time in milliseconds since 1970. */
export interface OfTime {
  vault: string;
  t_ms: number;
}
/**
 * `then` is the tip at the time that was asked for. It is null if the history is younger. `first` is the
 *     genesis.
 */
export interface TipThen {
  head: string;
  then: Moment | null;
  first: Moment;
}
/** A commit of the history, and each quantity after it as a column of one value. */
export interface Moment {
  commit: string;
  position: number;
  t_ms: number;
  columns: {
    density?: number[];
    stability?: number[];
    sigma?: number[];
    P_outcome?: number[];
    E?: number[];
    M?: number[];
    volume?: number[];
    leak?: number[];
    pressure?: number[];
    dE_dt?: number[];
    recovery?: number[];
    confidence?: number[];
  };
}
/** When the device locks, and a way in: it shows that the person can unlock the device again. */
export interface TurnLockOn {
  password?: string | null;
  code?: string | null;
  passkey?: PasskeyAnswer | null;
  idle_minutes: number;
  on_close: boolean;
}
/** A way in, or the PIN. */
export interface Unlock {
  password?: string | null;
  code?: string | null;
  passkey?: PasskeyAnswer | null;
  pin?: string | null;
}
/** The result of a verification. `error` is set if `ok` is false. `ms` is how long the replay took. */
export interface Verification {
  head: string;
  state_hash: string;
  ok: boolean;
  commits: number;
  merges: number;
  ms: number;
  error?: Problem;
}
/** A goal as it is now. */
export interface ViewEvent {
  type: "view";
  view: VaultView;
}
/** The goals of this device and the open one, as they are now. */
export interface VaultsEvent {
  type: "vaults";
  vaults: VaultSummary[];
  active: string | null;
}
/** Changed typed text by field, null where it is gone. `vault` is null for text of the device. */
export interface TypedEvent {
  type: "typed";
  vault: string | null;
  changes: {
    [k: string]: string | null;
  };
}
/** How sync goes. */
export interface SyncEvent {
  type: "sync";
  status: SyncStatus;
}
/** The lock as it is now. `locked`: this engine answers nothing more until `unlock`. */
export interface LockEvent {
  type: "lock";
  locked: boolean;
  lock: DeviceLock | null;
}
/** How far a long task is: `done` of `total` steps. */
export interface ProgressEvent {
  type: "progress";
  task: string;
  done: number;
  total: number;
}
