"""What the figures were measured on."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import time
from pathlib import Path
from typing import Any

from scripts.browsers import browser_path

ROOT = Path(__file__).resolve().parents[2]
SHARE_SECONDS = 0.5


def machine() -> dict[str, Any]:
    return {
        "cpu": _after_colon("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": platform.platform(),
        "load_1_min": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "chromium": _chromium_version(),
        "pyodide": _pyodide_version(),
    }


def core_share() -> float:
    """Which part of a core a busy program gets now: below 1 the machine has other work, and times grow."""
    wall, own = time.perf_counter(), time.process_time()
    while time.perf_counter() - wall < SHARE_SECONDS:
        pass
    return round((time.process_time() - own) / (time.perf_counter() - wall), 2)


def _after_colon(path: str, name: str) -> str | None:
    file = Path(path)
    lines = file.read_text().splitlines() if file.is_file() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), None)


def _chromium_version() -> str | None:
    try:
        command = [browser_path("chromium"), "--no-sandbox", "--version"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    except (RuntimeError, OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _pyodide_version() -> str | None:
    package = ROOT / "client" / "web" / "package.json"
    version: str | None = json.loads(package.read_text())["dependencies"].get("pyodide")
    return version
