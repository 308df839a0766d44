"""What a person must be able to look up: every refusal and every setting."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

from shared.wire.codes import CODES
from tests.tidy.sources import ROOT, files_under, shown, tree_of

CODE = re.compile(r"[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*")
# Words of the rules and of HTTP that have the form of a code.
NOT_CODES = {
    "EDGE_WEIGHT_SET",
    "ENTROPY_DOMINANT",
    "FLOW_DOMINANT",
    "MASS_DOMINANT",
    "NODE_CREATE",
    "NODE_DELETE",
    "NODE_MASS_SCALE",
    "SKIP_WAITING",
}
PAGE = "docs/spec/refusals.md"
# A code span that begins like this is a path of the repository.
PATH_SPAN = re.compile(r"`((?:shared|server|client|tests|scripts|docs|requirements)/[^`\s]*)`")
# Folders that only a build makes.
BUILT = ("client/web/dist", "client/web/.pyodide-wheels")
# They list codes and constants, and refuse nothing.
TABLES = {
    "client/web/scripts/contract.py",
    "client/web/src/model/contract.ts",
    "shared/wire/codes.py",
}


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
    """Each code that the file names, with its line: what a refusal is given, and every text of their form."""
    found: dict[str, int] = {}
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and name_of(node.func) in refusal_classes():
            given = [*node.args[:2], *(keyword.value for keyword in node.keywords if keyword.arg == "code")]
            for value in given:
                found |= codes_within(value)
        elif isinstance(node, ast.Constant):
            found |= {code: line for code, line in codes_within(node).items() if "_" in code}
    return found


def codes_in_typescript(path: Path) -> dict[str, int]:
    text = path.read_text(encoding="utf-8")
    return {
        match[1]: text.count("\n", 0, match.start()) + 1
        for match in re.finditer(r'"([A-Z][A-Z0-9]+_[A-Z0-9_]+|UNEXPECTED|OFFLINE|TIMEOUT)"', text)
    }


@cache
def codes() -> dict[str, str]:
    found = {
        code: f"{shown(path)}:{line}"
        for path in files_under("shared", "server", "client", suffixes=(".py",))
        if shown(path) not in TABLES
        for code, line in codes_in(path).items()
    }
    for path in files_under(
        *(f"client/web/src/{room}" for room in ("kernel", "model", "platform", "state")), suffixes=(".ts",)
    ):
        if not path.name.endswith(".test.ts") and shown(path) not in TABLES:
            for code, line in codes_in_typescript(path).items():
                found.setdefault(code, f"{shown(path)}:{line}")
    return {code: place for code, place in found.items() if code not in NOT_CODES}


@cache
def written(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def codes_of_lines(text: str) -> list[str]:
    """The codes that have a line of their own in the tables of `text`."""
    lines = re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE)
    return [code for line in lines for code in re.findall(r"`([A-Z][A-Z0-9_]+)`", line)]


def documented_codes() -> set[str]:
    return set(codes_of_lines(written(PAGE)))


def test_the_table_of_codes_is_that_of_all_refusals() -> None:
    assert list(CODES) == sorted(codes())


def test_every_refusal_is_documented() -> None:
    assert len(codes()) > 100
    wrong = [f"{code} ({place})" for code, place in sorted(codes().items()) if code not in documented_codes()]
    assert not wrong, "\n".join(wrong)


def test_no_refusal_is_documented_that_does_not_exist() -> None:
    wrong = documented_codes() - codes().keys()
    assert not wrong, wrong


def test_no_refusal_is_documented_twice_in_one_table() -> None:
    sections = re.split(r"^#+ ", written(PAGE), flags=re.MULTILINE)
    counted = Counter((number, code) for number, text in enumerate(sections) for code in codes_of_lines(text))
    assert set(counted.values()) == {1}, [code for (_, code), count in counted.items() if count > 1]


def problem_texts(language: str) -> set[str]:
    """The codes that a language has a text for."""
    files = files_under(f"client/web/src/i18n/{language}", suffixes=(".ts",))
    return {
        code
        for path in files
        for code in re.findall(r"^ *([A-Z][A-Z0-9_]+):", path.read_text(encoding="utf-8"), re.MULTILINE)
    }


def test_every_refusal_has_a_text_in_both_languages() -> None:
    for language in ("ko", "en"):
        said = problem_texts(language)
        wrong = [
            f"{language}: {code} ({place})" for code, place in sorted(codes().items()) if code not in said
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
    page = written("docs/DEPLOYMENT.md")
    wrong = [name for name in names if f"`AUTUS_{name.upper()}`" not in page]
    assert not wrong, "\n".join(wrong)


def test_no_setting_is_documented_that_does_not_exist() -> None:
    known = {f"AUTUS_{name.upper()}" for name in settings_of_the_server()}
    wrong = set(re.findall(r"`(AUTUS_[A-Z_]+)`", written("docs/DEPLOYMENT.md"))) - known
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


def pages_that_name_paths() -> list[Path]:
    return [
        ROOT / "CONTRIBUTING.md",
        ROOT / "docs" / "architecture.md",
        *files_under("docs/decisions", suffixes=(".md",)),
    ]


def test_every_path_in_a_page_exists() -> None:
    named = [
        (page, path)
        for page in pages_that_name_paths()
        for path in PATH_SPAN.findall(page.read_text(encoding="utf-8"))
        if not path.startswith(BUILT)
    ]
    assert len(named) > 20
    wrong = [f"{shown(page)}: {path}" for page, path in named if not (ROOT / path).exists()]
    assert not wrong, "\n".join(wrong)


def anchors_of(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_anchor_between_documents_exists() -> None:
    wrong = []
    for page in [*files_under("docs", suffixes=(".md",)), *ROOT.glob("*.md")]:
        for path, anchor in re.findall(r"\]\(([^)#\s:]*)#([^)\s]+)\)", page.read_text(encoding="utf-8")):
            target = page.parent / path if path else page
            if not target.exists() or anchor not in anchors_of(target):
                wrong.append(f"{shown(page)}: {path}#{anchor}")
    assert not wrong, "\n".join(wrong)
