/** The generated contract with the engine. */

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test("the contract is what the declarations in Python say", async () => {
  const script = join(import.meta.dirname, "..", "scripts", "contract.mjs");
  const check = promisify(execFile)(process.execPath, [script, "--check"]);
  await expect(check).resolves.toMatchObject({ stderr: "" });
}, 60_000);
