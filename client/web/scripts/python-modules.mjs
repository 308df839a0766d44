// What the import of the application does not show by itself.

/** Imported inside functions while running. */
export const MODULES_IMPORTED_LATE = [
  "msgspec.json",
  "msgspec.msgpack",
  "datetime",
  "hashlib",
  "hmac",
  "traceback",
  "unicodedata",
  "uuid",
  "encodings.ascii",
  "encodings.latin_1",
];

/** Imported by Pyodide at its start, and then never used. */
export const MODULES_NOT_NEEDED = [];
