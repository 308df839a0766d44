/** Modules that the application imports inside functions. Importing the application does not load them. */
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
