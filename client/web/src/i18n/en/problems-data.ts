/** Refusals around archives, imports and deletion. */
import { entry, KEPT } from "./problem-parts";

const UNCHANGED = "Nothing on this device was changed.";

export const dataProblems = {
  VAULT_DELETED: entry(
    "This goal was deleted on the server from one of your devices.",
    KEPT,
    "It can stay here, be deleted here too, or be sent up again as a new goal: Settings, Data.",
  ),
  NOT_DELETED: entry(
    "This goal was not deleted on the server.",
    KEPT,
    "It is synced as it is; there is nothing to bring back.",
  ),
  WRONG_PASSPHRASE: entry(
    "The archive does not open with this passphrase.",
    UNCHANGED,
    "The passphrase can be typed again. A file whose beginning was changed looks the same.",
  ),
  PASSPHRASE_NEEDED: entry(
    "This file is an archive, which a passphrase opens.",
    UNCHANGED,
    "The passphrase is the one that was set when the archive was made.",
  ),
  ARCHIVE_DAMAGED: entry(
    "The archive was cut short or changed.",
    UNCHANGED,
    "Another copy of the file may be whole. The details name what was found.",
  ),
  ARCHIVE_TOO_LARGE: entry(
    "There is more in it than one file may hold.",
    UNCHANGED,
    "The limit is in the details. Goals can be archived one by one.",
  ),
  ARCHIVE_CONFLICT: entry(
    "The archive and this device hold two different commits under one number.",
    UNCHANGED,
    "That happens after a browser profile was copied. The JSON export of the other copy can be brought in as a new goal.",
  ),
  IMPORT_UNREADABLE: entry(
    "This file cannot be read as an archive or a JSON export.",
    UNCHANGED,
    "Another file can be chosen. The details name what was found.",
  ),
  TRANSFER_GONE: entry(
    "The engine started anew while the file was on its way.",
    UNCHANGED,
    "It can be begun again.",
  ),
};
