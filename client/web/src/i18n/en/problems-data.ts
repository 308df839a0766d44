/** Refusals around archives, imports and deletion. */
import type { Code } from "../../model/engine";
import { entry, KEPT, type ProblemTexts } from "./problem-parts";

const UNCHANGED = "Nothing on this device changed.";

export const dataProblems = {
  VAULT_DELETED: entry(
    "The server says that this goal was deleted there.",
    KEPT,
    "The goal can stay here, be deleted here too, or be uploaded again.",
  ),
  NOT_DELETED: entry(
    "This goal was not deleted on the server.",
    KEPT,
    "The goal is synced. There is nothing to upload again.",
  ),
  NOT_STOPPED: entry(
    "No commit of a device has stopped this goal.",
    KEPT,
    "The goal goes on as it is.",
  ),
  WRONG_PASSPHRASE: entry(
    "The archive does not open with this passphrase.",
    UNCHANGED,
    "The passphrase can be typed again.",
  ),
  PASSPHRASE_NEEDED: entry(
    "This file is an archive. It needs a passphrase.",
    UNCHANGED,
    "The passphrase was set when the archive was created.",
  ),
  ARCHIVE_NOT_OPENED: entry(
    "The archive did not open. The passphrase is another one, or the file was changed.",
    UNCHANGED,
    "The passphrase can be typed again. Archives of older versions do not say which of the two it was, so another copy may help.",
  ),
  ARCHIVE_CUT_SHORT: entry(
    "The end of the archive is missing.",
    UNCHANGED,
    "Another copy of the file may be whole. The details say how many bytes are there.",
  ),
  ARCHIVE_DAMAGED: entry(
    "The archive was changed after it was made.",
    UNCHANGED,
    "Another copy of the file may be intact. The details say what was found.",
  ),
  ARCHIVE_TOO_LARGE: entry(
    "The file would hold more than one file may.",
    UNCHANGED,
    "The details give the limit. Goals can be archived one by one.",
  ),
  ARCHIVE_CONFLICT: entry(
    "The archive and this device hold two different commits under one number.",
    UNCHANGED,
    "This happens after a browser profile was copied. The JSON export of the other copy can be imported as a new goal.",
  ),
  IMPORT_UNREADABLE: entry(
    "This file cannot be read as an archive or a JSON export.",
    UNCHANGED,
    "Another file can be chosen. The details say what was found.",
  ),
  FILE_EMPTY: entry(
    "This file is empty.",
    UNCHANGED,
    "The download or the copy may have been interrupted. Another copy of the file can be chosen.",
  ),
  TRANSFER_GONE: entry(
    "The engine restarted during the transfer of the file.",
    UNCHANGED,
    "The transfer can be started again.",
  ),
} satisfies Partial<Record<Code, ProblemTexts>>;
