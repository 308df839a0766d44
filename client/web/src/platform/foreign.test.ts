import { expect, test } from "vitest";
import { isListOf, isRecordOf, isText, parseForeign, readForeign } from "./foreign";

const isNames = isRecordOf<{ names: string[] }>({ names: isListOf(isText) });
const deep = "[".repeat(100_000) + "]".repeat(100_000);

test("what has the expected form is read, with further members", async () => {
  const text = '{"names": ["a", "나"], "more": 1}';
  expect(parseForeign(text, isNames).names).toEqual(["a", "나"]);
  expect((await readForeign(new Response(text), isNames)).names).toEqual(["a", "나"]);
});

test.each([
  "",
  "null",
  "[]",
  "<!doctype html>",
  '{"names": "a"}',
  '{"names": [1]}',
  '{"names": null}',
  '{"names": ["a"]',
  deep,
  `{"names": ${deep}}`,
  JSON.stringify({ names: ["x".repeat(300_000)] }),
])("anything else is refused", async (text) => {
  expect(() => parseForeign(text, isNames)).toThrow();
  await expect(readForeign(new Response(text), isNames)).rejects.toThrow();
});

test("an endless answer is not read to its end, and bytes that are no text are refused", async () => {
  let parts = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      parts += 1;
      controller.enqueue(new Uint8Array(64 * 1024).fill(32));
    },
  });
  await expect(readForeign(new Response(endless), isNames)).rejects.toThrow(/more than \d+ bytes/);
  expect(parts).toBeLessThan(10);
  await expect(readForeign(new Response(Uint8Array.of(0xff)), isNames)).rejects.toThrow();
  await expect(readForeign(new Response(null), isNames)).rejects.toThrow();
});
