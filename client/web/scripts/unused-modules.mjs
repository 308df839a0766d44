// Removes modules of CPython that are written in C, with the libraries that only they use, from Pyodide's WebAssembly.
//
// Pyodide links all of them, and a table holds the addresses of their functions, so no linker can see that they are unused.
// Here they are found by their place. A linker keeps the functions of a source file together, and a compiler writes the
// functions that others may call before the file's own: what stands between `PyInit_csv` and the next function with an
// exported name belongs to `_csv`. What is called from elsewhere stays.

import { clearCodecTables } from "./codec-tables.mjs";
import { factsOfBody } from "./wasm-code.mjs";
import { Memory } from "./wasm-memory.mjs";
import {
  countImportedFunctions,
  exportedFunctions,
  functionBodies,
  tableSegment,
  withTableSegment,
} from "./wasm-sections.mjs";

const INIT = "PyInit_";
/** Module -> first function of its library, and the first one of the next library. */
const LIBRARIES = {
  _bz2: ["BZ2_blockSort", "adler32_z"],
  _ctypes: ["ffi_prep_cif", "hiwire_intern"],
  _lzma: ["lzma_version_number", "sqlite3_status64"],
  _sqlite3: ["sqlite3_status64", "FSE_versionNumber"],
  _zstd: ["FSE_versionNumber", "BZ2_blockSort"],
};
/** The interpreter itself imports it. */
const ALWAYS_LISTED = "errno";
const MODULES_MIN = 80;
/** Of a function with those that it calls. */
const SHARED_BYTES_MAX = 1_024;
const NOP = 0x01;
const NO_LOCALS = 0x00;
const UNREACHABLE = 0x00;
const END = 0x0b;
const ENTRY_BYTES = 8;
const POINTER_BYTES = 4;

/** What the analysis knows of a module: its functions by index, and names of those that it exports. */
function readProgram(wasm) {
  const imported = countImportedFunctions(wasm);
  const bodies = functionBodies(wasm);
  const names = exportedFunctions(wasm);
  const indices = new Map([...names].flatMap(([index, own]) => own.map((name) => [name, index])));
  const facts = bodies.map((body) => factsOfBody(wasm, body));
  const end = imported + bodies.length;
  return {
    named: [...names],
    table: tableSegment(wasm),
    bodyOf: (index) => bodies[index - imported],
    allFacts: facts,
    factsOf: (index) => facts[index - imported],
    isImported: (index) => index < imported,
    indexOf: (name) => {
      if (!indices.has(name)) throw new Error(`This Pyodide exports no ${name}.`);
      return indices.get(name);
    },
    inits: [...indices].filter(([name]) => name.startsWith(INIT)),
    /** The next function with an exported name. */
    nextNamed: (index) => {
      do index += 1;
      while (index < end && !names.has(index));
      return index;
    },
    previousNamed: (index) => {
      do index -= 1;
      while (index > imported && !names.has(index));
      return index;
    },
  };
}

/** The functions that stand before `PyInit_…` in the files of a module: from the first one that calls its library. */
function firstOfFiles(program, init, [from, to]) {
  for (let index = program.previousNamed(init) + 1; index < init; index++)
    for (const called of program.factsOf(index).called)
      if (called >= from && called < to) return index;
  return init;
}

/** [from, to] of the functions of a module and of its library. */
function rangesOf(program, name) {
  const init = program.indexOf(`${INIT}${name}`);
  const own = [init, program.nextNamed(init)];
  if (!(name in LIBRARIES)) return [own];
  const library = LIBRARIES[name].map(program.indexOf);
  return [[firstOfFiles(program, init, library), own[1]], library];
}

/** Every function that the roots call, also through others. */
function reachedFrom(program, roots) {
  const reached = new Set();
  const waiting = [...roots];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    if (!program.isImported(index)) waiting.push(...program.factsOf(index).called);
  }
  return reached;
}

const isWithin = (index, ranges) => ranges.some(([from, to]) => index >= from && index < to);

/**
 * The unused modules, and what is reached without them. A module whose functions others call stays: a few names of
 * modules stand beside functions of the interpreter.
 */
function unusedIn(program, isUsed, exported) {
  let unused = program.inits
    .map(([name]) => name.slice(INIT.length))
    .filter((name) => !isUsed(name));
  for (;;) {
    const ranges = unused.flatMap((name) => rangesOf(program, name));
    const others = program.table.functions.filter((index) => !isWithin(index, ranges));
    const reached = reachedFrom(program, [...exported, ...others]);
    const isAlone = (name) => {
      const [own] = rangesOf(program, name);
      return ![...reached].some((index) => isWithin(index, [own]));
    };
    const alone = unused.filter(isAlone);
    if (alone.length === unused.length) return { unused, ranges, reached };
    unused = alone;
  }
}

/** How often a data word or a function of the program holds each address of the table. */
function countMentions(program, memory) {
  const { first, functions } = program.table;
  const mentions = new Map();
  const count = (value) => {
    const index = functions[value - first];
    if (index !== undefined) mentions.set(index, (mentions.get(index) ?? 0) + 1);
  };
  for (let at = 0; at < memory.end; at += POINTER_BYTES) count(memory.word(at));
  for (const { constants } of program.allFacts) for (const constant of constants) count(constant);
  return mentions;
}

/**
 * Functions in the ranges that may be another module's too. Pyodide's linker keeps one of several functions with the same
 * code, and then more than one place mentions it. Large functions have no twins.
 */
function sharedIn(program, memory, ranges) {
  const mentions = countMentions(program, memory);
  return program.table.functions.filter(
    (index) =>
      isWithin(index, ranges) && mentions.get(index) > 1 && isSmall(program, index, ranges),
  );
}

/** Whether a function is small, with those in the ranges that it calls. */
function isSmall(program, index, ranges) {
  const seen = new Set([index]);
  let left = SHARED_BYTES_MAX;
  for (const each of seen) {
    const { start, end } = program.bodyOf(each);
    left -= end - start;
    if (left < 0) return false;
    for (const called of program.factsOf(each).called)
      if (isWithin(called, ranges)) seen.add(called);
  }
  return true;
}

/** Fills the entries of unused modules in CPython's list of modules with another entry, which the search meets first. */
function unlist(memory, program, unused) {
  const { first, functions } = program.table;
  const inits = program.inits.filter(([, index]) => functions.includes(index));
  const initOf = new Map(inits.map(([name, index]) => [first + functions.indexOf(index), name]));
  const entries = new Map();
  for (let at = 0; at < memory.end; at += POINTER_BYTES) {
    const name = initOf.get(memory.word(at + POINTER_BYTES))?.slice(INIT.length);
    if (name !== undefined && memory.text(memory.word(at)) === name) entries.set(name, at);
  }
  const kept = entries.get(ALWAYS_LISTED);
  if (kept === undefined || entries.size < MODULES_MIN)
    throw new Error("This Pyodide lists its modules in another way.");
  // A few have no entry of their own: another module makes them.
  for (const name of unused.filter((it) => entries.has(it)))
    memory.bytes.copy(memory.bytes, entries.get(name), kept, kept + ENTRY_BYTES);
}

/**
 * `wasm` without the modules of C that are not `isUsed`, for exports that are `isWanted`. The code of those modules is still
 * in it, but nothing reaches it any more.
 */
export function withoutUnusedModules(wasm, isUsed, isWanted) {
  const program = readProgram(wasm);
  const exported = program.named.filter(([, names]) => names.some(isWanted));
  const { unused, ranges, reached } = unusedIn(
    program,
    isUsed,
    exported.map(([index]) => index),
  );
  const changed = Buffer.from(wasm);
  const memory = new Memory(wasm);
  const shared = reachedFrom(program, sharedIn(program, memory, ranges));
  unlist(memory, program, unused);
  clearCodecTables(memory, program, new Set([...reached, ...shared]));
  memory.writeInto(changed);
  // A call through the table that nobody expects ends in a trap.
  const trap = program.indexOf(`${INIT}${unused[0]}`);
  const { start, end } = program.bodyOf(trap);
  changed.fill(NOP, start, end);
  changed.set([NO_LOCALS, UNREACHABLE], start);
  changed[end - 1] = END;
  const { first, functions } = program.table;
  const isGone = (index) => isWithin(index, ranges) && !reached.has(index) && !shared.has(index);
  const kept = functions.map((index) => (isGone(index) ? trap : index));
  return withTableSegment(changed, { first, functions: kept });
}
