"""A person's text is compared, cut and shown by the rules of docs/spec/text.md and by no others."""

from __future__ import annotations

import ast
import re

from tests.tidy.sources import files_under, imported_modules, shown, tree_of

# Where else Python may look at Unicode, and why.
PYTHON_ALLOWED = {
    "server/confusables.py": "the skeleton of a name, as Unicode defines it",
    "shared/text.py": "the rules",
    "shared/vault/archive.py": "a passphrase becomes NFKC before a key is derived from it",
    "shared/vault/keys.py": "a password becomes NFKC before a key is derived from it",
    "shared/words/numbers.py": "the rule of goal words",
    "shared/words/specificity.py": "the rule of goal words",
}
# Where else TypeScript may, and why.
SCRIPT_ALLOWED = {
    "client/web/src/model/text.ts": "the rules",
    "client/web/src/model/goal-words.ts": "the engine gives positions in NFC",
    "client/web/src/platform/prefs.ts": "a language tag",
    "client/web/src/ui/keys.ts": "the letter of a key",
}
SCRIPT_CALL = re.compile(r"\.(?:normalize|toLowerCase|toUpperCase|toLocale\w+Case|localeCompare)\(")
# A word of a person as a child of an element. `UserText` takes it as a property.
SHOWN = re.compile(
    r"^[^=]*?\{\s*[\w.?]*\.(?:name|title|why|note|meaning|label)(?:\s*(?:\|\||\?\?)[^{}]*)?\s*\}"
)
# Texts of the app itself that have such a property, or components that show what they are given.
SHOWN_ALLOWED = {
    ("client/web/src/ui/Fields.tsx", "option.label"),
    ("client/web/src/ui/Fields.tsx", "props.label"),
    ("client/web/src/ui/Section.tsx", "props.title"),
    ("client/web/src/views/history/CommitFilters.tsx", "option.label"),
    ("client/web/src/views/data/DeletePanel.tsx", "props.label"),
    ("client/web/src/views/legal/LegalPage.tsx", "known.name"),
    ("client/web/src/views/legal/LegalPage.tsx", "part.title"),
    ("client/web/src/views/whatif/ComparisonTable.tsx", "props.name"),
}


def test_python_compares_and_normalises_text_in_one_module() -> None:
    wrong = []
    for path in files_under("shared", "server", "client", suffixes=(".py",)):
        if shown(path) in PYTHON_ALLOWED:
            continue
        lines = [line for line, module in imported_modules(path) if module == "unicodedata"]
        lines += [
            node.lineno
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.Attribute) and node.attr == "casefold"
        ]
        wrong += [f"{shown(path)}:{line}" for line in lines]
    assert not wrong, "use shared/text.py:\n" + "\n".join(wrong)


def test_the_page_compares_and_normalises_text_in_one_module() -> None:
    wrong = [
        f"{shown(path)}:{number}: {line.strip()}"
        for path in files_under("client/web/src", suffixes=(".ts", ".tsx"))
        if shown(path) not in SCRIPT_ALLOWED and ".test." not in path.name and "shaders" not in path.name
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if SCRIPT_CALL.search(line)
    ]
    assert not wrong, "use client/web/src/model/text.ts:\n" + "\n".join(wrong)


def test_the_page_shows_the_words_of_a_person_isolated() -> None:
    wrong = []
    for path in files_under("client/web/src", suffixes=(".tsx",)):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = SHOWN.search(line)
            if found and not any(name == shown(path) and value in found[0] for name, value in SHOWN_ALLOWED):
                wrong.append(f"{shown(path)}:{number}: {line.strip()}")
    assert not wrong, "use UserText:\n" + "\n".join(wrong)


def test_letters_of_shortcuts_are_read_in_one_place() -> None:
    """`key` alone has no Latin letter on a Hangul layout. `letterOf` has one on every layout."""
    single = re.compile(
        r"""\bkey\b[^;\n]*===?\s*["'][A-Za-z]["']|["']Key[A-Z]["']|case ["'][A-Za-z]["']|access[Kk]ey"""
    )
    wrong = [
        f"{shown(path)}:{number}: {line.strip()}"
        for path in files_under("client/web/src", suffixes=(".ts", ".tsx"))
        if path.name not in ("keys.ts", "keys.test.ts")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if single.search(line)
    ]
    assert not wrong, "use client/web/src/ui/keys.ts:\n" + "\n".join(wrong)
