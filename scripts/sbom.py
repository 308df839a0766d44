"""Writes what the product is made of as CycloneDX 1.6: `sbom.py python` or `sbom.py client`.

It reads the lock files only, so it needs no network, and the same lock files give the same bytes.
"""

from __future__ import annotations

import base64
import json
import re
import sys
import tomllib
import uuid
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# What the server runs. The client's part of Python is msgspec, which is in both.
LOCKS = ("requirements/run.txt", "requirements/pyodide.txt")

Component = dict[str, Any]


def python_components() -> list[Component]:
    """Every distribution that the server or the browser's Python runs, with the hashes of its files."""
    found: dict[str, Component] = {}
    for lock in LOCKS:
        text = (ROOT / lock).read_text(encoding="utf-8")
        pins = list(PINNED.finditer(text))
        for pin, end in zip(pins, [*(each.start() for each in pins[1:]), len(text)], strict=True):
            name, version = pin[1].lower(), pin[2]
            files = [{"alg": "SHA-256", "content": each} for each in HASH.findall(text[pin.start() : end])]
            address = f"https://pypi.org/project/{name}/{version}/"
            # A distribution has a file for each system, and one hash for each file.
            reference = {"type": "distribution", "url": address, "hashes": files}
            found[f"pkg:pypi/{name}@{version}"] = {
                "type": "library",
                "name": name,
                "version": version,
                "externalReferences": [reference],
            }
    return _with_addresses(found)


def client_components() -> list[Component]:
    """Every package that is in the built client. Tools of the build are not."""
    lock = json.loads((ROOT / "client" / "web" / "package-lock.json").read_text(encoding="utf-8"))
    found: dict[str, Component] = {}
    for path, package in lock["packages"].items():
        if not path or package.get("dev") or package.get("optional") or package.get("link"):
            continue
        name, version = path.rpartition("node_modules/")[2], package["version"]
        algorithm, _, digest = package["integrity"].partition("-")
        component: Component = {
            "type": "library",
            "name": name,
            "version": version,
            "hashes": [{"alg": algorithm.upper().replace("SHA", "SHA-"), "content": _hex_of(digest)}],
        }
        if license_name := package.get("license"):
            component["licenses"] = [{"expression": license_name}]
        found[f"pkg:npm/{name.replace('@', '%40')}@{version}"] = component
    return _with_addresses(found)


def _hex_of(digest: str) -> str:
    return base64.b64decode(digest).hex()


def _with_addresses(found: dict[str, Component]) -> list[Component]:
    return [found[purl] | {"bom-ref": purl, "purl": purl} for purl in sorted(found)]


def document(part: str) -> dict[str, Any]:
    """The list of one part. Its serial number follows from its components."""
    components = {"python": python_components, "client": client_components}[part]()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = project["version"]
    name = f"autus-{part}"
    product = {"type": "application", "name": name, "version": version, "bom-ref": f"{name}@{version}"}
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([product, components], sort_keys=True))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {"component": product},
        "components": components,
        "dependencies": [{"ref": product["bom-ref"], "dependsOn": [each["bom-ref"] for each in components]}],
    }


if __name__ == "__main__":
    print(json.dumps(document(sys.argv[1]), indent=2, ensure_ascii=False))
