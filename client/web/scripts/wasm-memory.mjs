// The memory of a WebAssembly module as it is before the module runs.

import { dataSegments } from "./wasm-sections.mjs";

const WORD_BYTES = 4;

export class Memory {
  constructor(wasm) {
    const segments = dataSegments(wasm);
    const last = segments.at(-1);
    this.end = last.address + last.length;
    this.bytes = Buffer.alloc(this.end + WORD_BYTES);
    for (const { address, at, length } of segments) wasm.copy(this.bytes, address, at, at + length);
  }

  word(address) {
    return address + WORD_BYTES <= this.end ? this.bytes.readUInt32LE(address) : 0;
  }

  /** The text at an address, up to its null. */
  text(address) {
    const end = this.bytes.indexOf(0, address);
    return this.bytes.toString("latin1", address, end);
  }

  /** Writes the memory into the module that it was read from. */
  writeInto(wasm) {
    for (const { address, at, length } of dataSegments(wasm))
      this.bytes.copy(wasm, at, address, address + length);
    if (!new Memory(wasm).bytes.equals(this.bytes))
      throw new Error("The module has no place for a part of its new memory.");
  }
}
