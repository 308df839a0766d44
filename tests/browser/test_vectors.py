"""The published vectors inside Chromium: physics in the packed Python, envelopes in WebCrypto."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from client.terminal.crypto import NativeCrypto
from shared.vault.envelope import KeyRing, open_commits
from tests.browser.conftest import StartProfile, StartServer
from tests.conftest import ROOT
from tests.vectors import wycheproof

WEB = ROOT / "client" / "web"
VECTORS = ROOT / "tests" / "vectors"
RUN_PHYSICS = """async ({ parts, runner, vectors }) => {
  const { loadPyodide } = await import("/assets/test/pyodide.mjs");
  const { decode } = await import("/assets/test/msgpack/index.mjs");
  const load = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());
  const site = decode(await load(parts.site));
  const app = await load(parts.app);
  const python = await loadPyodide({
    indexURL: parts.runtime,
    stdLibURL: parts.stdlib,
    lockFileContents: JSON.stringify({ info: parts.lockInfo, packages: {} }),
    packageBaseUrl: parts.runtime,
    env: { PYTHONPATH: "/app.zip" },
    fsInit: async (fs, { sitePackages }) => {
      fs.writeFile("/app.zip", app);
      for (const [name, content] of Object.entries(site)) {
        fs.mkdirTree(`${sitePackages}/${name}`.replace(/[/][^/]*$/, ""));
        fs.writeFile(`${sitePackages}/${name}`, content);
      }
    },
  });
  python.FS.writeFile("/home/pyodide/vector_runner.py", runner);
  python.runPython("import json, sys, vector_runner");
  const run = python.runPython("lambda text: vector_runner.run_vectors(json.loads(text))");
  return [run(vectors), python.runPython("sys.platform")];
}"""

# Each primitive answers its cases with hex, and with null where it opens nothing.
RUN_WYCHEPROOF = """async ({ aes, signatures, derivations, tags }) => {
  const { hkdf, hmac, verify } = await import("/assets/test/webcrypto_vectors.mjs");
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  const digits = (byte) => byte.toString(16).padStart(2, "0");
  const hex = (data) => Array.from(new Uint8Array(data), digits).join("");
  const each = (cases, work) => Promise.all(cases.map((it) => work(...it.map((part) =>
    typeof part === "string" ? bytes(part) : part))));
  return {
    aes: await each(aes, async (raw, iv, sealed, additionalData) => {
      const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
      const opened = crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, sealed);
      return opened.then(hex, () => null);
    }),
    signatures: await each(signatures, (key, signature, message) =>
      signature.length === 64 && verify(key, signature, message)),
    derivations: await each(derivations, async (...parts) => hex(await hkdf(...parts))),
    tags: await each(tags, async (key, message) => hex(await hmac(key, message))),
  };
}"""


@pytest.fixture
def page(start_server: StartServer, new_profile: StartProfile, client: Path, tmp_path: Path) -> Page:
    """A page of a server that also hands out what these tests import."""
    folder = Path(shutil.copytree(client, tmp_path / "client-with-tests"))
    own = folder / "assets" / "test"
    own.mkdir()
    shutil.copy(WEB / "node_modules" / "pyodide" / "pyodide.mjs", own)
    shutil.copy(ROOT / "tests" / "client" / "webcrypto_vectors.mjs", own)
    shutil.copytree(WEB / "node_modules" / "@msgpack" / "msgpack" / "dist.esm", own / "msgpack")
    return new_profile().start(start_server(folder).url).page


def python_parts(client: Path) -> dict[str, Any]:
    def one(pattern: str) -> str:
        (found,) = (path for path in (client / "py").glob(pattern) if path.suffix != ".br")
        return f"/{found.relative_to(client).as_posix()}"

    lock = json.loads((WEB / "node_modules" / "pyodide" / "pyodide-lock.json").read_text(encoding="utf-8"))
    return {
        "runtime": one("runtime-*") + "/",
        "stdlib": one("stdlib-*.zip"),
        "app": one("app-*.zip"),
        "site": one("site-*.bin"),
        "lockInfo": lock["info"],
    }


def test_the_physics_vectors_hold_in_the_packed_python(page: Page, client: Path) -> None:
    vectors = (VECTORS / "physics-v1.json").read_text(encoding="utf-8")
    runner = (ROOT / "tests" / "shared" / "physics" / "vector_runner.py").read_text(encoding="utf-8")
    arguments = {"parts": python_parts(client), "runner": runner, "vectors": vectors}
    commits, platform = page.evaluate(RUN_PHYSICS, arguments)
    steps = [step for session in json.loads(vectors)["sessions"] for step in session["steps"]]
    assert commits == sum(step["op"] == "commit" for step in steps) > 0
    assert platform == "emscripten"


def test_envelopes_and_signatures_cross_between_webcrypto_and_cpython(page: Page) -> None:
    vectors = json.loads((VECTORS / "chain-v1.json").read_text(encoding="utf-8"))
    check = "async (vectors) => (await import('/assets/test/webcrypto_vectors.mjs')).check(vectors)"
    found = page.evaluate(check, vectors)
    assert found["failures"] == []
    assert [made["name"] for made in found["sealed"]] == [vector["name"] for vector in vectors["envelopes"]]
    for made, vector in zip(found["sealed"], vectors["envelopes"], strict=True):
        opened = open_here(vector, made)
        assert opened.id.hex() == made["id"]
        assert opened.body.marker.hash == json.loads(vector["body"])["marker"]["hash"]


def open_here(vector: dict[str, Any], made: dict[str, Any]) -> Any:
    ring = KeyRing(bytes.fromhex(vector["vault"]), {vector["epoch"]: bytes.fromhex(vector["vault_key"])})
    wire = (bytes.fromhex(made["header"]), bytes.fromhex(made["ciphertext"]))

    async def open_one() -> Any:
        return (await open_commits(NativeCrypto({}), ring, [wire], contexts=True))[0]

    work = open_one()
    try:
        work.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("the CPython host never waits")


def test_webcrypto_agrees_with_wycheproof(page: Page) -> None:
    aes, signatures = wycheproof.aes_gcm(), wycheproof.ed25519()
    derivations = [case for case in wycheproof.hkdf_sha256() if case["result"] == "valid"]
    tags = [case for case in wycheproof.hmac_sha256() if case["result"] == "valid"]
    answered = page.evaluate(
        RUN_WYCHEPROOF,
        {
            "aes": [[it.key.hex(), it.nonce.hex(), it.sealed.hex(), it.additional.hex()] for it in aes],
            "signatures": [[it.public.hex(), it.signature.hex(), it.message.hex()] for it in signatures],
            "derivations": [[it["ikm"], it["salt"], it["info"], it["size"]] for it in derivations],
            "tags": [[it["key"], it["msg"]] for it in tags],
        },
    )
    assert answered["aes"] == [it.message.hex() if it.is_valid else None for it in aes]
    assert answered["signatures"] == [it.is_valid for it in signatures]
    assert answered["derivations"] == [it["okm"] for it in derivations]
    assert answered["tags"] == [it["tag"] for it in tags]
