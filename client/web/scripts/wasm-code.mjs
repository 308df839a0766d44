// Reads what the functions of a WebAssembly module call and which numbers stand in their code.

import { afterNumber, unsigned } from "./wasm-sections.mjs";

/** The kinds of operands, by the operators that have them. */
const NO_OPERAND = [[0x00, 0x01], [0x05], [0x0a, 0x0b], [0x0f], [0x19, 0x1b], [0x45, 0xc4], [0xd1]];
const ONE_NUMBER = [
  [0x02, 0x04],
  [0x06, 0x09],
  [0x0c, 0x0d],
  [0x18],
  [0x20, 0x26],
  [0x3f, 0x40],
  [0x42],
  [0xd0],
];
const TWO_NUMBERS = [[0x11], [0x13]];
const ADDRESS = [[0x28, 0x3e]];
const I32_CONST = 0x41;
const FIXED = new Map([
  [0x43, 4],
  [0x44, 8],
]);
const CALLS = new Set([0x10, 0x12, 0xd2]);
const BR_TABLE = 0x0e;
const SELECT_TYPED = 0x1c;
const TRY_TABLE = 0x1f;
const MORE = 0xfc;
/** How many numbers follow an operator after `MORE`: first those that convert, then those on memories and tables. */
const NUMBERS_AFTER_MORE = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1];

const KINDS = new Map();
for (const [kind, ranges] of Object.entries({
  none: NO_OPERAND,
  one: ONE_NUMBER,
  two: TWO_NUMBERS,
  address: ADDRESS,
}))
  for (const [first, last = first] of ranges)
    for (let operator = first; operator <= last; operator++) KINDS.set(operator, kind);

function afterNumbers(bytes, at, count) {
  for (; count > 0; count--) at = afterNumber(bytes, at);
  return at;
}

function afterCounted(bytes, start, numbersOf) {
  let [count, at] = unsigned(bytes, start);
  for (; count > 0; count--) at = afterNumbers(bytes, at, numbersOf(bytes[at]));
  return at;
}

function afterOperands(bytes, operator, at) {
  const kind = KINDS.get(operator);
  if (kind === "none") return at;
  if (kind === "one" || (kind === undefined && operator === I32_CONST))
    return afterNumber(bytes, at);
  if (kind === "two" || kind === "address") return afterNumbers(bytes, at, 2);
  if (CALLS.has(operator)) return afterNumber(bytes, at);
  if (FIXED.has(operator)) return at + FIXED.get(operator);
  if (operator === BR_TABLE)
    return afterNumber(
      bytes,
      afterCounted(bytes, at, () => 1),
    );
  if (operator === SELECT_TYPED) return afterCounted(bytes, at, () => 1);
  // A catch of all has no tag.
  if (operator === TRY_TABLE)
    return afterCounted(bytes, afterNumber(bytes, at), (clause) => (clause < 2 ? 3 : 2));
  const [more, after] = unsigned(bytes, at);
  const numbers = operator === MORE ? NUMBERS_AFTER_MORE[more] : undefined;
  if (numbers === undefined) throw new Error(`The operator ${operator} ${more} is unknown.`);
  return afterNumbers(bytes, after, numbers);
}

/** The functions that a body calls or names, and the constants in it. Throws on code that it does not know. */
export function factsOfBody(bytes, { start, end }) {
  const called = new Set();
  const constants = new Set();
  let at = afterCounted(bytes, start, () => 2);
  while (at < end) {
    const operator = bytes[at];
    const operands = at + 1;
    if (CALLS.has(operator)) called.add(unsigned(bytes, operands)[0]);
    if (operator === I32_CONST) constants.add(unsigned(bytes, operands)[0]);
    at = afterOperands(bytes, operator, operands);
  }
  if (at !== end) throw new Error("A function does not end where its size says.");
  return { called, constants };
}
