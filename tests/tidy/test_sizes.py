"""Files and functions that a person can hold in their head."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tests.tidy.sources import files_under, shown, tree_of

if TYPE_CHECKING:
    from pathlib import Path

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 59
GENERATED = {"client/web/src/model/contract.ts", "client/web/src/styles/fonts.css"}
CODE = (".py", ".ts", ".tsx", ".mjs", ".css", ".sh", ".sql")


def test_no_file_is_longer_than_the_limit() -> None:
    lengths = {
        path: len(path.read_text(encoding="utf-8").splitlines())
        for path in files_under("server", "shared", "client", "tests", "scripts", suffixes=CODE)
        if shown(path) not in GENERATED
    }
    wrong = [f"{shown(path)}: {lines} lines" for path, lines in lengths.items() if lines > FILE_LINES_MAX]
    assert not wrong, "\n".join(wrong)


def test_most_files_are_half_the_limit() -> None:
    lengths = [
        len(path.read_text(encoding="utf-8").splitlines())
        for path in files_under("server", "shared", "client", suffixes=(".py", ".ts", ".tsx"))
    ]
    short = [lines for lines in lengths if lines < FILE_LINES_MAX // 2]
    assert len(short) * 10 >= len(lengths) * 7, f"{len(short)} of {len(lengths)} files are under 200 lines"


def test_no_python_function_is_longer_than_the_limit() -> None:
    wrong = []
    for path in files_under("server", "shared", "client", "tests", suffixes=(".py",)):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                lines = node.end_lineno - node.lineno + 1
                if lines > FUNCTION_LINES_MAX:
                    wrong.append(f"{shown(path)}:{node.lineno}: {node.name} has {lines} lines")
    assert not wrong, "\n".join(wrong)


OPENING = re.compile(
    r"^(?P<indent>\s*)(?:export\s+)?(?:default\s+)?(?:"
    r"(?:async\s+)?function\b\s*\*?\s*(?P<declared>\w*)"
    r"|(?:const|let)\s+(?P<assigned>\w+)\b[^=\n]*=\s*(?:async\s*)?(?:\([^()]*\)|\w+)[^=\n]*=>\s*\{\s*$"
    r"|(?:(?:public|private|protected|static|async|readonly|override)\s+)*(?P<method>(?!if\b|for\b|while\b|switch\b|catch\b)\w+)\s*\([^()]*\)[^;{=]*\{\s*$"
    r")"
)


def typescript_functions(text: str) -> list[tuple[int, str, int]]:
    """(line, name, length) of each function, by the formatter's layout: a body ends at its own indent."""
    lines = text.splitlines()
    found = []
    for start, line in enumerate(lines):
        opening = OPENING.match(line)
        if not opening:
            continue
        indent = opening["indent"]
        name = opening["declared"] or opening["assigned"] or opening["method"] or "function"
        for end in range(start, len(lines)):
            if end > start and re.match(rf"{indent}\}}[;,)]*", lines[end]) and "{" not in lines[end]:
                found.append((start + 1, name, end - start + 1))
                break
    return found


def long_functions(paths: list[Path]) -> list[str]:
    return [
        f"{shown(path)}:{line}: {name} has {length} lines"
        for path in paths
        for line, name, length in typescript_functions(path.read_text(encoding="utf-8"))
        if length > FUNCTION_LINES_MAX
    ]


def test_no_typescript_function_is_longer_than_the_limit() -> None:
    paths = files_under("client/web", suffixes=(".ts", ".tsx", ".mjs"))
    assert any(typescript_functions(path.read_text(encoding="utf-8")) for path in paths)
    wrong = long_functions(paths)
    assert not wrong, "\n".join(wrong)


def test_the_measure_of_typescript_finds_each_form_of_function() -> None:
    body = "\n".join(["  x();"] * 70)
    for opening in (
        "export function a(b: string): void {",
        "export default async function a() {",
        "const a = (b: number): number => {",
        "export const a = async (b: number) => {",
        "  async a(b: string): Promise<void> {",
    ):
        closing = "  }" if opening.startswith(" ") else "}"
        assert [length for _, _, length in typescript_functions(f"{opening}\n{body}\n{closing}\n")] == [72], (
            opening
        )
