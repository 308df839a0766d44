import { createInterface } from "node:readline";

/** Answers tests that are written in Python: one JSON command a line on stdin, one JSON answer a line on stdout. */
export async function serve(commands) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { command, ...given } = JSON.parse(line);
    const answer = await commands[command](given).then(
      (ok) => ({ ok: ok ?? null }),
      (error) => ({ error: String(error) }),
    );
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}
