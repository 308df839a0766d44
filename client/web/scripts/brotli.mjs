// Writes a `.br` file beside each served file, at the strongest setting. A cache keeps the slow ones by content.

import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const cache = join(
  dirname(fileURLToPath(import.meta.url)),
  "..",
  "node_modules",
  ".cache",
  "autus-brotli",
);
const compress = promisify(brotliCompress);

export async function compressInto(path) {
  const content = await readFile(path);
  const cached = join(cache, createHash("sha256").update(content).digest("hex"));
  if (!(await stat(cached).catch(() => null))) {
    await mkdir(cache, { recursive: true });
    await writeFile(
      cached,
      await compress(content, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
          [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      }),
    );
  }
  await copyFile(cached, `${path}.br`);
}
