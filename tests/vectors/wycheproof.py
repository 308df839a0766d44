"""The cases of Wycheproof that concern AUTUS: its key, nonce and tag sizes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "wycheproof"
Case = dict[str, Any]


class AesCase(NamedTuple):
    number: int
    key: bytes
    nonce: bytes
    message: bytes
    additional: bytes
    sealed: bytes
    is_valid: bool


class SignatureCase(NamedTuple):
    number: int
    public: bytes
    signature: bytes
    message: bytes
    is_valid: bool


def groups(algorithm: str) -> Iterator[tuple[Case, list[Case]]]:
    """The groups of a file, each with its tests."""
    document = json.loads((FOLDER / f"{algorithm}_test.json").read_text(encoding="utf-8"))
    for group in document["testGroups"]:
        yield group, group["tests"]


def aes_gcm() -> list[AesCase]:
    """AES-256-GCM with a nonce of 96 bits and a tag of 128 bits."""
    return [
        AesCase(
            case["tcId"],
            *(bytes.fromhex(case[name]) for name in ("key", "iv", "msg", "aad")),
            bytes.fromhex(case["ct"] + case["tag"]),
            case["result"] == "valid",
        )
        for group, cases in groups("aes_gcm")
        if (group["keySize"], group["ivSize"], group["tagSize"]) == (256, 96, 128)
        for case in cases
    ]


def ed25519() -> list[SignatureCase]:
    return [
        SignatureCase(
            case["tcId"],
            bytes.fromhex(group["publicKey"]["pk"]),
            bytes.fromhex(case["sig"]),
            bytes.fromhex(case["msg"]),
            case["result"] == "valid",
        )
        for group, cases in groups("ed25519")
        for case in cases
    ]


def hkdf_sha256() -> list[Case]:
    return [case for _, cases in groups("hkdf_sha256") for case in cases]


def hmac_sha256() -> list[Case]:
    """With whole tags: AUTUS cuts none."""
    return [case for group, cases in groups("hmac_sha256") if group["tagSize"] == 256 for case in cases]
