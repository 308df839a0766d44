"""The pages about security: every row of a table names what shows it."""

from __future__ import annotations

import re
from collections import Counter

from tests.tidy.sources import ROOT

PATH = re.compile(r"`((?:tests|server|shared|client|docs|scripts)/[^`]+)`")
# Tables of what is worth protecting and of checks name no tests.
PLAIN = ("asset", "what", "id")


def tables(page: str) -> list[tuple[str, list[str]]]:
    """(first header cell, rows) of each table of a page."""
    found: list[tuple[str, list[str]]] = []
    before = ""
    for line in (ROOT / page).read_text(encoding="utf-8").splitlines():
        if re.fullmatch(r"\|(-+\|)+", line):
            found.append((before.split("|")[1].strip(), []))
        elif line.startswith("|") and before.startswith("|"):
            found[-1][1].append(line)
        before = line
    return found


def missing_files(rows: list[str]) -> set[str]:
    named = {path for row in rows for path in re.findall(r"`([^`\s]*/[^`\s]+)`", row)}
    return {path for path in named if PATH.fullmatch(f"`{path}`") and not (ROOT / path).exists()}


def test_every_promise_names_a_test_that_exists() -> None:
    rows = [row for head, table in tables("docs/threat-model.md") if head not in PLAIN for row in table]
    assert len(rows) > 40
    assert [row for row in rows if not re.search(r"`(tests|client/web/(src|tests))/[^`]+`", row)] == []
    assert missing_files(rows) == set()


def test_every_requirement_of_the_standard_has_one_row() -> None:
    """253 of levels 1 and 2. What is met names a file that exists, what is not says why."""
    found = [row.strip("|").split("|") for _, table in tables("docs/asvs.md") for row in table]
    rows = [[cell.strip() for cell in row] for row in found]
    assert len({row[0] for row in rows}) == len(rows) == 253
    assert {row[1] for row in rows} == {"1", "2"}
    counts = Counter(row[2] for row in rows)
    assert set(counts) == {"met", "not met", "operator", "not applicable"}
    said = ", ".join(f"{counts[each]} {each}" for each in ("met", "not met", "operator", "not applicable"))
    assert said.replace(", ", " · ") in (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
    assert all(row[3] for row in rows)
    assert missing_files([row[3] for row in rows]) == set()


def test_nothing_is_shared_by_a_link() -> None:
    """No address that the client makes carries a key: the threat model says so."""
    source = ROOT / "client" / "web" / "src"
    texts = [path.read_text(encoding="utf-8") for path in source.rglob("*.ts*") if ".test." not in path.name]
    assert not any(re.search(r"[?&#](key|secret|token|password)=", text) for text in texts)
