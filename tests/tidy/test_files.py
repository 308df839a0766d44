"""What no tracked file may hold, and what the project must have."""

from __future__ import annotations

import ast
import json
import os
import re
import tomllib

from tests.tidy.sources import ROOT, files_under, shown, tracked_files, tree_of

TEXT = {
    "", ".cfg", ".css", ".html", ".ini", ".js", ".json", ".md", ".mjs", ".py", ".sh", ".sql", ".svg", ".toml",
    ".ts", ".tsx", ".txt", ".webmanifest", ".yaml", ".yml",
}  # fmt: skip

# Put together from parts, so that this file does not hold what it forbids.
HOSTS = ["files.python" + "hosted", "py" + "pi.org/simple", "registry." + "npmjs", "deb." + "debian.org"]
# Pyodide's own home, in its memory, is no machine's.
MACHINE_PATHS = ["/" + "work/", "/root/", "/home/(?!pyodide/)", "/Users/", "/tmp/"]
UNFINISHED = ["TO" + "DO", "FIX" + "ME", "X" * 3]
SWITCHED_OFF = [
    r"pytest\.mark\.(skip|xfail)" + r"\b",
    r"pytest\.(skip|xfail)\(",
    r"\b(it|test|describe)\.(only|skip|todo)\(",
    "eslint-" + "disable",
    "@ts-" + "(ignore|nocheck)",
    r"type: " + r"ignore(?!\[)",
    r"# no" + r"qa(?!: [A-Z]+[0-9]+)",
]


def lines_matching(pattern: re.Pattern[str], *folders: str) -> list[str]:
    roots = [ROOT / folder for folder in folders]
    texts = [
        path
        for path in tracked_files()
        if path.suffix in TEXT
        and not path.is_relative_to(ROOT / "tests" / "tidy")
        and (not roots or any(path.is_relative_to(root) for root in roots))
    ]
    assert len(texts) > 10
    return [
        f"{shown(path)}:{number}: {line.strip()[:120]}"
        for path in texts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    forbidden = [re.escape(text) for text in HOSTS] + [rf"(?<![\w.\]}}]){path}" for path in MACHINE_PATHS]
    wrong = lines_matching(re.compile("|".join(forbidden)))
    assert not wrong, "\n".join(wrong)


def test_the_code_has_no_note_of_unfinished_work() -> None:
    words = r"\b(" + "|".join(UNFINISHED) + r")\b"
    wrong = lines_matching(re.compile(words), "server", "shared", "client", "tests", "scripts")
    assert not wrong, "\n".join(wrong)


def test_no_function_only_raises_not_implemented() -> None:
    wrong = [
        f"{shown(path)}:{node.lineno}: {node.name}"
        for path in files_under("server", "shared", "client", "tests", suffixes=(".py",))
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and isinstance(node.body[-1], ast.Raise)
        and len([part for part in node.body if not isinstance(part, ast.Expr)]) == 1
        and "NotImplementedError" in ast.unparse(node.body[-1])
    ]
    assert not wrong, "\n".join(wrong)


def test_no_check_is_switched_off_without_a_code() -> None:
    wrong = lines_matching(
        re.compile("|".join(SWITCHED_OFF)), "server", "shared", "client", "tests", "scripts"
    )
    assert not wrong, "\n".join(wrong)


def test_every_requirement_is_pinned_and_hashed() -> None:
    for path in files_under("requirements", suffixes=(".txt",)):
        text = path.read_text(encoding="utf-8").replace("\\\n", " ")
        for line in filter(None, map(str.strip, text.splitlines())):
            assert re.match(r"[\w.\-\[\]]+==\S+", line), f"{shown(path)}: {line[:80]}"
            assert "--hash=sha256:" in line, f"{shown(path)}: {line[:80]}"


def test_the_client_lock_file_has_no_download_address() -> None:
    lock = (ROOT / "client" / "web" / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity"' in lock
    assert '"resolved": "http' not in lock


def test_the_client_lock_file_locks_the_versions_in_package_json() -> None:
    web = ROOT / "client" / "web"
    asked = json.loads((web / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((web / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for kind in ("dependencies", "devDependencies"):
        assert locked[""][kind] == asked[kind]
        for name, version in asked[kind].items():
            assert locked[f"node_modules/{name}"]["version"] == version, f"{name} is not pinned exactly"


def test_the_project_has_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    client = json.loads((ROOT / "client" / "web" / "package.json").read_text(encoding="utf-8"))["version"]
    assert client == project
    assert f"\n## {project}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_scripts_can_be_run() -> None:
    scripts = [*files_under("scripts", suffixes=(".sh",)), ROOT / ".ci" / "run"]
    wrong = [shown(path) for path in scripts if not os.access(path, os.X_OK)]
    assert not wrong, "\n".join(wrong)


def test_the_makefile_has_the_targets_that_people_and_ci_call() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"run", "test", "bench", "lint", "build"} <= targets
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_readme_needs_exactly_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```(?:sh|bash|console)\n(.*?)```", readme, re.DOTALL)
    commands = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    assert [command for command in commands if command] == ["make run", "make test"]


def test_every_link_between_documents_has_a_target() -> None:
    wrong = [
        f"{shown(path)}: {target}"
        for path in [*files_under("docs", suffixes=(".md",)), *ROOT.glob("*.md")]
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert not wrong, "\n".join(wrong)
