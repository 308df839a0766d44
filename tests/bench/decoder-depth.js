// A module worker. It decodes documents that nest deeper and deeper, without the bound, until the stack overflows.
import { loadPyodide } from "/pyodide/pyodide.mjs";

const PROGRAM = `
import json
import msgspec

class Lenient(msgspec.Struct):
    number: int = 0

ARRAYS, MAPS = ("arrays", "maps")
MSGPACK = {ARRAYS: (b"\\x91", b"\\xc0", b""), MAPS: (b"\\x81\\xa1x", b"\\xc0", b"")}
JSON = {ARRAYS: (b"[", b"0", b"]"), MAPS: (b'{"x":', b"0", b"}")}
DECODERS = {
    "msgpack, unknown field": (msgspec.msgpack.Decoder(Lenient).decode, MSGPACK, b"\\x81\\xa1y", b""),
    "msgpack, any": (msgspec.msgpack.Decoder().decode, MSGPACK, b"", b""),
    "json, unknown field": (msgspec.json.Decoder(Lenient).decode, JSON, b'{"y":', b"}"),
    "json, any": (msgspec.json.Decoder().decode, JSON, b"", b""),
    "json of Python": (json.loads, JSON, b"", b""),
}

def decode_at(decoder, form, levels):
    decode, forms, head, tail = DECODERS[decoder]
    opening, middle, closing = forms[form]
    decode(head + opening * levels + middle + closing * levels + tail)

async def nested(calls, *what):
    await nested(calls - 1, *what) if calls else decode_at(*what)

async def attempt(calls, *what):
    try:
        await nested(calls, *what)
    except (RecursionError, msgspec.MsgspecError):
        return False
    return True

attempt
`;

for (const type of ["error", "unhandledrejection"])
  self.addEventListener(type, (event) =>
    self.postMessage({ end: String(event.message ?? event.reason).slice(0, 80) }),
  );

self.addEventListener("message", async ({ data }) => {
  const { decoder, form, calls, wheel } = data;
  try {
    const python = await loadPyodide({ indexURL: "/pyodide/" });
    const archive = await (await fetch(wheel)).arrayBuffer();
    python.unpackArchive(archive, "wheel");
    const attempt = python.runPython(PROGRAM);
    for (let levels = 100; levels < 1_000_000; levels = Math.ceil(levels * 1.04)) {
      if (!(await attempt(calls, decoder, form, levels))) {
        self.postMessage({ end: "refused by Python" });
        return;
      }
      self.postMessage({ levels });
    }
    self.postMessage({ end: "no overflow" });
  } catch (error) {
    self.postMessage({ end: String(error).slice(0, 80) });
  }
});
