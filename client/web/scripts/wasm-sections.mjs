// Reads the sections of a WebAssembly module, and writes a module with other sections.

const HEADER_BYTES = 8;
const ELEMENT_SECTION = 9;
const IMPORT_SECTION = 2;
const EXPORT_SECTION = 7;
const CODE_SECTION = 10;
const DATA_SECTION = 11;
const FUNCTION = 0;
const TABLE = 1;
const MEMORY = 2;
const GLOBAL = 3;
const HAS_MAXIMUM = 1;
const I32_CONST = 0x41;
const END = 0x0b;

/** [value, position after it] of an unsigned LEB128 number. */
export function unsigned(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}

/** The position after a LEB128 number of any kind. */
export function afterNumber(bytes, at) {
  while (bytes[at++] > 127);
  return at;
}

function encodedUnsigned(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return [...bytes, value];
}

function* sections(bytes) {
  for (let at = HEADER_BYTES; at < bytes.length; ) {
    const [size, content] = unsigned(bytes, at + 1);
    yield { id: bytes[at], start: at, content, end: content + size };
    at = content + size;
  }
}

/** Calls `read(position, index)` for each entry of a section. `read` returns the position after the entry. */
function forEachEntry(bytes, section, read) {
  const found = [...sections(bytes)].find(({ id }) => id === section);
  let [count, at] = unsigned(bytes, found.content);
  for (let index = 0; index < count; index++) at = read(at, index);
}

function name(bytes, at) {
  const [length, start] = unsigned(bytes, at);
  return [Buffer.from(bytes.subarray(start, start + length)).toString(), start + length];
}

/** The value of a constant expression with one number, and the position after it. */
function constant(bytes, at) {
  const [value, after] = unsigned(bytes, at + 1);
  if (bytes[at] !== I32_CONST || bytes[after] !== END) throw new Error("This offset is computed.");
  return [value, after + 1];
}

/** How many functions the module imports. Their indices come first. */
export function countImportedFunctions(bytes) {
  let functions = 0;
  forEachEntry(bytes, IMPORT_SECTION, (start) => {
    let at = name(bytes, name(bytes, start)[1])[1];
    const kind = bytes[at++];
    if (kind === FUNCTION) functions += 1;
    if (kind === FUNCTION) return afterNumber(bytes, at);
    if (kind === GLOBAL) return at + 2;
    if (kind !== TABLE && kind !== MEMORY) return afterNumber(bytes, at + 1);
    if (kind === TABLE) at += 1;
    const hasMaximum = (bytes[at] & HAS_MAXIMUM) !== 0;
    at = afterNumber(bytes, at + 1);
    return hasMaximum ? afterNumber(bytes, at) : at;
  });
  return functions;
}

/** Index of a function -> its exported names. */
export function exportedFunctions(bytes) {
  const found = new Map();
  forEachEntry(bytes, EXPORT_SECTION, (start) => {
    const [text, at] = name(bytes, start);
    const [index, after] = unsigned(bytes, at + 1);
    if (bytes[at] === FUNCTION) found.set(index, [...(found.get(index) ?? []), text]);
    return after;
  });
  return found;
}

/** {start, end} of the body of each function of the module. */
export function functionBodies(bytes) {
  const bodies = [];
  forEachEntry(bytes, CODE_SECTION, (at) => {
    const [size, start] = unsigned(bytes, at);
    bodies.push({ start, end: start + size });
    return start + size;
  });
  return bodies;
}

/** The functions of the only segment of the table, and the index in the table at which it begins. */
export function tableSegment(bytes) {
  const functions = [];
  let first = 0;
  forEachEntry(bytes, ELEMENT_SECTION, (start, index) => {
    if (index > 0 || bytes[start] !== 0) throw new Error("The table has other segments now.");
    let at = start + 1;
    let count = 0;
    [first, at] = constant(bytes, at);
    [count, at] = unsigned(bytes, at);
    for (; count > 0; count--) {
      const [index, after] = unsigned(bytes, at);
      functions.push(index);
      at = after;
    }
    return at;
  });
  return { first, functions };
}

/** The module with another segment of the table. Its first index fits into six bits. */
export function withTableSegment(bytes, { first, functions }) {
  const content = [1, 0, I32_CONST, first, END, ...encodedUnsigned(functions.length)];
  return withSection(
    bytes,
    ELEMENT_SECTION,
    Buffer.from([...content, ...functions.flatMap(encodedUnsigned)]),
  );
}

/** {address, at, length} of each part of the memory that the module fills: `at` is its position in the module. */
export function dataSegments(bytes) {
  const segments = [];
  forEachEntry(bytes, DATA_SECTION, (start) => {
    if (bytes[start] !== 0) throw new Error("A part of the memory has no address of its own now.");
    const [address, sized] = constant(bytes, start + 1);
    const [length, at] = unsigned(bytes, sized);
    segments.push({ address, at, length });
    return at + length;
  });
  return segments;
}

/** The names of all imports of a module. */
export function importedNames(module) {
  return WebAssembly.Module.imports(module).map(({ name }) => name);
}

/** The module with another content of one section. */
function withSection(bytes, id, content) {
  const section = [...sections(bytes)].find((it) => it.id === id);
  return Buffer.concat([
    bytes.subarray(0, section.start),
    Buffer.from([id, ...encodedUnsigned(content.length)]),
    content,
    bytes.subarray(section.end),
  ]);
}

/** The module with only those exports whose name `isWanted`. */
export function withExports(bytes, isWanted) {
  const kept = [];
  forEachEntry(bytes, EXPORT_SECTION, (start) => {
    const [text, at] = name(bytes, start);
    const after = unsigned(bytes, at + 1)[1];
    if (isWanted(text)) kept.push(bytes.subarray(start, after));
    return after;
  });
  const count = Buffer.from(encodedUnsigned(kept.length));
  return withSection(bytes, EXPORT_SECTION, Buffer.concat([count, ...kept]));
}
