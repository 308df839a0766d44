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

/** Compression that Pyodide's start imports where it is there (`shutil`, `zipfile`), and that nothing here uses. */
export const UNWANTED_MODULES = [
  "_bz2",
  "_lzma",
  "_zstd",
  "bz2",
  "compression.zstd",
  "compression.zstd._zstdfile",
  "lzma",
];
