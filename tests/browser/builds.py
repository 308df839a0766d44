"""Another build of the client, made of the present one."""

from __future__ import annotations

import hashlib
import re
import shutil
from base64 import b64encode
from pathlib import Path


def _hash(content: bytes) -> str:
    return b64encode(hashlib.sha256(content).digest()).decode()


def _replace(client: Path, path: str, content: bytes) -> None:
    """Writes a file of the build, and its new hash and length wherever the build names them."""
    file = client / path
    before = _hash(file.read_bytes())
    file.write_bytes(content)
    file.with_name(f"{file.name}.br").unlink(missing_ok=True)
    named = re.compile(re.escape(before) + r"(.,)[\d.e+]+")
    for name in ("index.html", "service-worker.js"):
        if name == path:
            continue
        text = (client / name).read_text(encoding="utf-8")
        told = named.sub(lambda found: f"{_hash(content)}{found[1]}{len(content)}", text)
        told = told.replace(before, _hash(content))
        if told != text:
            # The service worker names the page, and nothing names the service worker.
            _replace(client, name, told.encode())


def next_build(client: Path, folder: Path, *changed: str) -> Path:
    """A build in `folder` in which these files differ by a comment, under the same names."""
    shutil.copytree(client, folder)
    for pattern in changed:
        (file,) = folder.glob(pattern)
        comment = b"\n/* the next build */\n"
        _replace(folder, str(file.relative_to(folder)), file.read_bytes() + comment)
    return folder
