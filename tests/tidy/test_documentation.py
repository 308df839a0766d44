"""What a person must be able to look up: every refusal and every setting."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from tests.tidy.sources import ROOT, files_under, shown, tree_of

CODE = re.compile(r"[A-Z][A-Z0-9]+(_[A-Z0-9]+)+|OFFLINE|TIMEOUT")
PAGES = ("docs/spec", "docs/operators.md")


def codes_within(value: ast.expr) -> dict[str, int]:
    """Codes written in an expression (a choice between two included), with their lines."""
    return {
        node.value: node.lineno
        for node in ast.walk(value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value)
    }


def name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


@cache
def refusal_classes() -> frozenset[str]:
    """AutusError and every class below it."""
    names = {"AutusError"}
    classes = [
        node
        for path in files_under("shared", "server", "client", suffixes=(".py",))
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
    ]
    while grown := {c.name for c in classes if c.name not in names and {name_of(b) for b in c.bases} & names}:
        names |= grown
    return frozenset(names)


def codes_in(path: Path) -> dict[str, int]:
    """Each refusal that the file can make, with its line: what it raises or gives to a refusal's class."""
    found: dict[str, int] = {}
    for node in ast.walk(tree_of(path)):
        call: ast.expr | None = None
        if isinstance(node, ast.Raise):
            call = node.exc
        elif isinstance(node, ast.Call) and (
            name_of(node.func) in refusal_classes()
            or (isinstance(node.func, ast.Attribute) and ast.unparse(node.func) == "super().__init__")
        ):
            call = node
        if isinstance(call, ast.Call):
            given = [*call.args[:2], *(keyword.value for keyword in call.keywords if keyword.arg == "code")]
            for value in given:
                found |= codes_within(value)
    return found


@cache
def codes() -> dict[str, str]:
    return {
        code: f"{shown(path)}:{line}"
        for path in files_under("shared", "server", "client", suffixes=(".py",))
        for code, line in codes_in(path).items()
    }


@cache
def written(*pages: str) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8")
        for page in pages
        for path in ([ROOT / page] if page.endswith(".md") else files_under(page, suffixes=(".md",)))
    )


def test_every_refusal_is_documented() -> None:
    assert len(codes()) > 30
    words = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", written(*PAGES)))
    wrong = [f"{code} ({place})" for code, place in sorted(codes().items()) if code not in words]
    assert not wrong, "\n".join(wrong)


def test_every_refusal_is_said_in_both_languages() -> None:
    for language in ("ko", "en"):
        files = [
            path
            for path in files_under("client/web/src/i18n", suffixes=(".ts", ".json"))
            if re.search(
                rf"(^|/){language}([./]|$)", path.relative_to(ROOT / "client/web/src/i18n").as_posix()
            )
        ]
        assert files, f"no texts in {language}"
        words = set(
            re.findall(r"\b[A-Z][A-Z0-9_]+\b", "\n".join(f.read_text(encoding="utf-8") for f in files))
        )
        wrong = [
            f"{language}: {code} ({place})" for code, place in sorted(codes().items()) if code not in words
        ]
        assert not wrong, "\n".join(wrong)


def settings_of_the_server() -> list[str]:
    """The fields of `Settings`, as the environment names them."""
    tree = tree_of(ROOT / "server" / "settings.py")
    settings = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Settings")
    return [
        node.target.id
        for node in settings.body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and "ClassVar" not in ast.unparse(node)
    ]


def test_every_setting_is_documented() -> None:
    names = settings_of_the_server()
    assert names
    page = written("docs/operators.md")
    wrong = [name for name in names if f"`AUTUS_{name.upper()}`" not in page]
    assert not wrong, "\n".join(wrong)


def test_no_setting_is_documented_that_does_not_exist() -> None:
    known = {f"AUTUS_{name.upper()}" for name in settings_of_the_server()}
    wrong = set(re.findall(r"`(AUTUS_[A-Z_]+)`", written("docs/operators.md"))) - known
    assert not wrong, wrong


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    wrong = [
        path.name
        for path in folder.glob("*.md")
        if path.name != "README.md" and f"({path.name})" not in index
    ]
    assert not wrong, wrong
