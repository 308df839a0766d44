// Empties the tables of Chinese, Japanese and Korean encodings. CPython's are recognized by their form, those of the C library
// by the function that names them. UTF-8, which everything here uses, needs none of them.

const BYTES = 256;
const ENTRY_BYTES = 8;
const INDEX_BYTES = BYTES * ENTRY_BYTES;
const LETTER_BYTES = 2;
/** An index has at least this many rows, so that no other data looks like one. */
const ROWS_MIN = 3;
/** An address above it is no code point. */
const CODE_POINT_MAX = 0x10ffff;
const ICONV_TABLE_MAX = 65_536;
/** Less than is there. The build stops at a Pyodide with fewer tables, and a person checks why. */
const CPYTHON_BYTES_MIN = 500_000;
const ICONV_BYTES_MIN = 100_000;

/**
 * The rows of an index, as [address, end], or null if there is none at this address. An index has an entry for each first
 * byte: the address of a row, and the first and the last second byte that the row has (`struct dbcs_index`).
 */
function rowsOfIndex(memory, at) {
  const rows = [];
  for (let entry = at; entry < at + INDEX_BYTES; entry += ENTRY_BYTES) {
    const row = memory.word(entry);
    const [first, last, ...padding] = memory.bytes.subarray(entry + 4, entry + ENTRY_BYTES);
    if (padding.some((byte) => byte !== 0) || first > last) return null;
    if (row === 0 && last !== 0) return null;
    if (row === 0) continue;
    const end = row + LETTER_BYTES * (last - first + 1);
    if (row % LETTER_BYTES !== 0 || end > memory.end) return null;
    rows.push([row, end]);
  }
  return rows.length < ROWS_MIN ? null : rows;
}

function cpythonTables(memory) {
  const tables = [];
  for (let at = 0; at + INDEX_BYTES <= memory.end; at += 4) {
    const rows =
      memory.word(at + INDEX_BYTES - ENTRY_BYTES) < memory.end ? rowsOfIndex(memory, at) : null;
    if (rows === null) continue;
    tables.push([at, at + INDEX_BYTES], ...rows);
    at += INDEX_BYTES - 4;
  }
  return tables;
}

/**
 * From the first to the last table of `iconv`: the longest row of addresses that it names close to each other. The last
 * table stays, because nothing says where it ends.
 */
function iconvTables(memory, program) {
  const named = [...program.factsOf(program.indexOf("iconv")).constants];
  const rows = [];
  for (const address of named.sort((a, b) => a - b)) {
    if (address <= CODE_POINT_MAX || address >= memory.end) continue;
    const row = rows.at(-1);
    if (row && address - row[1] < ICONV_TABLE_MAX) row[1] = address;
    else rows.push([address, address]);
  }
  return rows.sort((a, b) => b[1] - b[0] - (a[1] - a[0])).slice(0, 1);
}

const sizeOf = (tables) => tables.reduce((sum, [start, end]) => sum + end - start, 0);

/** Writes zeros over the tables, of which no `reached` function names one. */
export function clearCodecTables(memory, program, reached) {
  const [cpython, iconv] = [cpythonTables(memory), iconvTables(memory, program)];
  const named = new Set();
  for (const index of reached)
    if (!program.isImported(index))
      for (const constant of program.factsOf(index).constants) named.add(constant);
  if (sizeOf(cpython) < CPYTHON_BYTES_MIN || sizeOf(iconv) < ICONV_BYTES_MIN)
    throw new Error("This Pyodide has other tables of encodings.");
  for (const [start, end] of [...cpython, ...iconv]) {
    if (end - start >= INDEX_BYTES && named.has(start))
      throw new Error(`A function of this Pyodide names the table at ${start}.`);
    memory.bytes.fill(0, start, end);
  }
}
