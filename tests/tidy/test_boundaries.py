"""What shared/ may import and call, and where SQL may stand. `lint-imports` checks who may import whom."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

from tests.tidy.sources import ROOT, files_under, imported_modules, shown, tree_of

# What an engine that does no I/O, and reads no clock and no chance, needs of the standard library.
PURE_STDLIB = {
    "__future__",
    "abc",
    "array",
    "asyncio",
    "base64",
    "bisect",
    "collections",
    "contextlib",
    "copy",
    "dataclasses",
    "enum",
    "functools",
    "hashlib",
    "heapq",
    "hmac",
    "itertools",
    "json",
    "math",
    "operator",
    "re",
    "struct",
    "types",
    "typing",
    "unicodedata",
}
# asyncio is there for locks and gathering: nothing in it that opens, starts or waits for the clock.
ASYNCIO_ALLOWED = {"Lock", "Event", "gather", "CancelledError", "Task", "create_task", "Future", "Condition"}
# math.isfinite and its like are exact; every other function of math may differ between runtimes by one bit.
MATH_ALLOWED = {"isfinite", "isnan", "isinf"}


def attribute_calls(path: Path, module: str) -> list[tuple[int, str]]:
    return [
        (node.lineno, node.attr)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == module
    ]


def names_from(path: Path, module: str) -> list[tuple[int, str]]:
    return [
        (node.lineno, alias.name)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.module == module
        for alias in node.names
    ]


def test_shared_imports_only_itself_msgspec_and_the_pure_part_of_the_standard_library() -> None:
    wrong = [
        f"{shown(path)}:{line}: {module}"
        for path in files_under("shared", suffixes=(".py",))
        for line, module in imported_modules(path)
        if module.split(".")[0] not in PURE_STDLIB | {"shared", "msgspec"}
    ]
    assert not wrong, "\n".join(wrong)


def test_shared_uses_only_exact_functions_of_math_and_only_locks_of_asyncio() -> None:
    wrong = []
    for path in files_under("shared", suffixes=(".py",)):
        for module, allowed in (("math", MATH_ALLOWED), ("asyncio", ASYNCIO_ALLOWED)):
            used = attribute_calls(path, module) + names_from(path, module)
            wrong += [f"{shown(path)}:{line}: {module}.{name}" for line, name in used if name not in allowed]
    assert not wrong, "\n".join(wrong)


def test_shared_does_no_input_and_no_output() -> None:
    banned = {"open", "print", "input", "eval", "exec", "compile", "__import__", "breakpoint"}
    wrong = [
        f"{shown(path)}:{node.lineno}: {node.func.id}()"
        for path in files_under("shared", suffixes=(".py",))
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in banned
    ]
    assert not wrong, "\n".join(wrong)


def is_set_display(node: ast.expr) -> bool:
    if isinstance(node, ast.Set | ast.SetComp):
        return True
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"set", "frozenset"}
    )


def inexact_uses(tree: ast.Module) -> list[tuple[int, str]]:
    """What may differ between two runtimes, or between two runs, in the code of the rules."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Pow):
            found.append((node.lineno, "**"))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in {"sum", "pow", "hash", "id", "divmod"}:
                found.append((node.lineno, f"{node.func.id}()"))
            elif (
                node.func.id in {"list", "tuple", "iter", "enumerate"}
                and node.args
                and is_set_display(node.args[0])
            ):
                found.append((node.lineno, "the order of a set"))
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension) and is_set_display(node.iter):
            found.append((node.iter.lineno, "the order of a set"))
    return found


def test_physics_uses_only_operations_that_every_runtime_computes_alike() -> None:
    files = [*files_under("shared/physics", suffixes=(".py",)), ROOT / "shared" / "kernel.py"]
    wrong = [f"{shown(path)}:{line}: {what}" for path in files for line, what in inexact_uses(tree_of(path))]
    for path in files:
        banned = {
            "math",
            "cmath",
            "time",
            "random",
            "datetime",
            "secrets",
            "os",
            "uuid",
            "statistics",
            "decimal",
        }
        wrong += [
            f"{shown(path)}:{line}: {module}"
            for line, module in imported_modules(path)
            if module.split(".")[0] in banned - {"math"}
            or (module.startswith("math.") and module[5:] not in MATH_ALLOWED)
        ]
    assert not wrong, "\n".join(wrong)


def test_the_check_of_physics_finds_each_banned_form() -> None:
    samples = [
        "a ** 2",
        "a **= 2",
        "sum(x)",
        "pow(a, b)",
        "for s in {1, 2}: pass",
        "list(set(x))",
        "[y for y in set(x)]",
    ]
    assert all(inexact_uses(ast.parse(sample)) for sample in samples)


def test_every_import_of_the_product_is_a_declared_dependency() -> None:
    declared = {
        *("argon2", "aiosqlite", "asyncpg", "cryptography", "dotenv", "httptools", "litestar", "msgspec"),
        *("uvicorn", "webauthn"),
    }
    own = {"shared", "server", "client", "litestar_app", "autus_web"}
    # Given by the browser's runtime to the Python that runs in it.
    browser = {"js", "pyodide", "pyodide_js"}
    wrong = []
    for path in files_under("server", "shared", "client", suffixes=(".py",)):
        allowed = declared | own | set(sys.stdlib_module_names) | (browser if "web" in path.parts else set())
        wrong += [
            f"{shown(path)}:{line}: {module}"
            for line, module in imported_modules(path)
            if module.split(".")[0] not in allowed
        ]
    assert not wrong, "\n".join(wrong)


# The one module that writes the account key. It opens the lock, so both change in one write.
LOCK = ROOT / "shared" / "device" / "core" / "lock.py"


def account_key_writes(tree: ast.Module) -> list[int]:
    """Lines with a record of the account key: a tuple that begins with its name."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Tuple)
        and isinstance(node.ctx, ast.Load)
        and node.elts
        and ast.unparse(node.elts[0]).rpartition(".")[2] == "ACCOUNT_KEY"
    ]


def test_only_the_lock_writes_the_account_key() -> None:
    writing = {
        path: lines
        for path in files_under("shared/device", suffixes=(".py",))
        if (lines := account_key_writes(tree_of(path)))
    }
    assert set(writing) == {LOCK}, writing
    for sample in ("puts = [(ACCOUNT_KEY, key)]", "puts.append((records.ACCOUNT_KEY, key))"):
        assert account_key_writes(ast.parse(sample))
    assert not account_key_writes(ast.parse("keys = [DEVICE, ACCOUNT_KEY]"))


# The one module that decodes. It bounds depth, length and count first.
DECODING = ROOT / "shared" / "wire" / "decoding.py"
DECODERS = {"decode", "decode_lines", "Decoder", "load", "loads", "JSONDecoder"}
DECODING_MODULES = {"json", "msgspec.json", "msgspec.msgpack", "pickle", "marshal"}


def decoder_uses(tree: ast.Module) -> list[int]:
    """Lines that name a decoder of msgspec, json or pickle, or import one by its own name."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in DECODERS:
            if ast.unparse(node.value) in DECODING_MODULES:
                found.append(node.lineno)
        elif isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            banned = {"json", "msgpack"} if node.module == "msgspec" else DECODERS
            if node.module in DECODING_MODULES | {"msgspec"} and names & banned:
                found.append(node.lineno)
        elif isinstance(node, ast.Import):
            found += [node.lineno for alias in node.names if alias.asname and alias.name in DECODING_MODULES]
    return found


def test_bytes_are_decoded_in_one_place() -> None:
    assert decoder_uses(tree_of(DECODING)), "the check found no decoder even in the one place"
    wrong = [
        f"{shown(path)}:{line}"
        for path in files_under("shared", "server", "client", suffixes=(".py",))
        if path != DECODING and path.parent.name != "scripts"
        for line in decoder_uses(tree_of(path))
    ]
    assert not wrong, "\n".join(wrong)


def test_the_check_of_decoders_sees_each_form() -> None:
    samples = [
        "msgspec.json.decode(x)",
        "d = msgspec.msgpack.Decoder(K).decode",
        "json.loads(x)",
        "from json import loads",
        "from msgspec.msgpack import decode",
        "from msgspec import json",
        "import json as j",
    ]
    assert all(decoder_uses(ast.parse(sample)) for sample in samples)


# Where TypeScript reads JSON. The first reads that of others; the rest read what this build has just written.
JSON_READERS = {
    "platform/foreign.ts",
    "kernel/dispatcher.ts",
    "kernel/engine-client.ts",
    "kernel/tabs.ts",
    "kernel/view-cache.ts",
    "state/use-scores.ts",
}
JSON_READ = re.compile(r"JSON\.parse|\.json\(\)|\.formData\(\)|responseType")


def test_the_client_reads_json_of_others_in_one_place() -> None:
    source = ROOT / "client" / "web" / "src"
    readers = {
        path.relative_to(source).as_posix()
        for path in files_under("client/web/src", suffixes=(".ts", ".tsx"))
        if ".test." not in path.name and JSON_READ.search(path.read_text(encoding="utf-8"))
    }
    # The service worker reads the form that another app shared.
    assert readers - {"service-worker.ts"} == JSON_READERS


SQL = re.compile(
    r"^\s*(SELECT\b.+\bFROM\b|INSERT\s+(OR\s+\w+\s+)?INTO\b|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b)", re.DOTALL
)


def sql_strings(path: Path) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    ]


def test_only_the_folders_of_stores_contain_queries() -> None:
    files = files_under("server", suffixes=(".py",))
    store = ROOT / "server" / "store"
    inside = [path for path in files if path.is_relative_to(store) and path.parent != store]
    assert any(sql_strings(path) for path in inside), "the check found no query even in the store"
    wrong = [f"{shown(path)}:{line}" for path in files if path not in inside for line in sql_strings(path)]
    assert not wrong, "\n".join(wrong)


def test_the_entry_point_only_wires_the_application() -> None:
    body = [node for node in tree_of(ROOT / "litestar_app.py").body if not isinstance(node, ast.Expr)]
    assert all(isinstance(node, ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign) for node in body)
    assert len([node for node in body if isinstance(node, ast.Assign | ast.AnnAssign)]) == 1
