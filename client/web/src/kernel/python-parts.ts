/** The parts of Python of this build, by their addresses on the server. */

import type { PythonParts } from "./python";

const assetUrl = (path: string) => new URL(`/${path}`, self.location.origin).href;

async function fetchBytes(path: string): Promise<Uint8Array> {
  const response = await fetch(assetUrl(path));
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

export function servedParts(): PythonParts {
  const { runtime, stdlib, app, site, lockInfo } = __PYTHON_ASSETS__;
  return {
    runtime: assetUrl(runtime),
    stdlib: assetUrl(stdlib),
    app: fetchBytes(app),
    site: fetchBytes(site),
    lockInfo,
  };
}
