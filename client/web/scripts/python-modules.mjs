/** What the application imports inside functions, so that importing it does not show it. */
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
