// Reads the imports and exports of a WebAssembly module, and writes it with fewer exports.

const HEADER_BYTES = 8;
const EXPORT_SECTION = 7;

/** [value, position after it] of an unsigned LEB128 number. */
function unsigned(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
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

/** The names of all imports of a module. */
export function importedNames(module) {
  return WebAssembly.Module.imports(module).map(({ name }) => name);
}

/** The module with only those exports whose name `isWanted`. */
export function withExports(bytes, isWanted) {
  const section = [...sections(bytes)].find(({ id }) => id === EXPORT_SECTION);
  const kept = [];
  let [count, at] = unsigned(bytes, section.content);
  for (; count > 0; count--) {
    const start = at;
    const [length, name] = unsigned(bytes, at);
    at = unsigned(bytes, name + length + 1)[1];
    if (isWanted(Buffer.from(bytes.subarray(name, name + length)).toString()))
      kept.push(bytes.subarray(start, at));
  }
  const content = Buffer.concat([Buffer.from(encodedUnsigned(kept.length)), ...kept]);
  return Buffer.concat([
    bytes.subarray(0, section.start),
    Buffer.from([EXPORT_SECTION, ...encodedUnsigned(content.length)]),
    content,
    bytes.subarray(section.end),
  ]);
}
