"""Cuts the shipped font into slices, and writes them and their style sheet to client/web/src/styles.

Run it when the texts of the client use Hangul syllables that the slice of the app lacks. It needs two things
that the project does not install:

    npm pack pretendard@1.3.9 && tar xzf pretendard-1.3.9.tgz
    python -m venv fonts && fonts/bin/pip install "fonttools[woff]==4.68.0"
    PATH=fonts/bin:$PATH python -m scripts.make_fonts package
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "client" / "web" / "src"
OUTPUT = SOURCES / "styles" / "fonts"
SHEET = SOURCES / "styles" / "fonts.css"
LICENSE = ROOT / "client" / "web" / "public" / "font-license.txt"
FONT = Path("dist", "public", "variable", "PretendardVariable.ttf")
FONT_SHA256 = "3090ccde0442bb347aa7685d9ba8b17436a60682df6e8f92a9a670de14056e22"
FREQUENCIES = Path("dist", "web", "variable", "pretendardvariable-dynamic-subset.css")
WEIGHTS = "300:700"
FEATURES = "ccmp,locl,kern,mark,mkmk,tnum"

SYLLABLES = range(0xAC00, 0xD7A4)
LATIN = (
    "U+20-7E,U+A0-FF,U+131,U+152-153,U+2C6,U+2DA,U+2DC,U+394,U+3A3,U+3C3,U+2007,U+2009-200A,U+2010-2015,"
    "U+2018-201E,U+2020-2022,U+2026,U+202F-2030,U+2032-2033,U+2039-203A,U+20AC,U+2122,U+2190-2199,U+21E7,U+2206,"
    "U+2211-2212,U+2215,U+221A,U+221E,U+2248,U+2260,U+2264-2265,U+2303,U+2318,U+2325,U+25CB,U+25CF,U+2713"
)
OTHER_LETTERS = {
    "more-latin": "U+100-130,U+132-151,U+154-24F,U+1E00-1EFF",
    "more-greek": "U+370-393,U+395-3A2,U+3A4-3C2,U+3C4-3FF",
    "more-cyrillic": "U+400-52F",
    "more-jamo": "U+1100-11FF,U+3000-303F,U+3130-318F,U+FF01-FF5E",
}
# Numbers of groups by frequency.
FREQUENT = range(87, 92)
COMMON = range(86, 71, -1)
COMMON_IN_A_SLICE = 120
RARE_IN_A_SLICE = 0x170


def ranges_of(points: Iterable[int]) -> str:
    """In the form of `unicode-range`, in order."""
    found: list[list[int]] = []
    for point in sorted(points):
        if found and point == found[-1][1] + 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in found)


def points_of(ranges: str) -> set[int]:
    """The code points of a `unicode-range`."""
    points: set[int] = set()
    for part in ranges.replace(" ", "").split(","):
        first, _, last = part.removeprefix("U+").partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return points


def syllables_of_the_app() -> set[int]:
    """Every Hangul syllable in the sources of the client."""
    texts = [path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.ts*") if ".test." not in path.name]
    return {ord(letter) for text in texts for letter in text if ord(letter) in SYLLABLES}


def groups_by_frequency(package: Path) -> dict[int, set[int]]:
    """The syllables of each group, the most frequent in the last."""
    sheet = (package / FREQUENCIES).read_text(encoding="utf-8")
    found = re.findall(r"subset\.(\d+)\.woff2.*?unicode-range:\s*([^;]+);", sheet, re.DOTALL)
    return {int(number): points_of(ranges) & set(SYLLABLES) for number, ranges in found}


def slices_of(package: Path) -> list[tuple[str, str, str]]:
    """The name, the `unicode-range` and the characters of each slice.

    A slice whose name begins with "more-" is loaded as needed. The ranges of the rare slices have no holes,
    which keeps the style sheet small. A later rule wins for a character.
    """
    groups = groups_by_frequency(package)
    app = syllables_of_the_app().union(*(groups[number] for number in FREQUENT))
    common = [point for number in COMMON for point in sorted(groups[number] - app)]
    rare = set(SYLLABLES) - app - set(common)
    found = []
    for number, first in enumerate(range(SYLLABLES.start, SYLLABLES.stop, RARE_IN_A_SLICE), 1):
        block = range(first, min(first + RARE_IN_A_SLICE, SYLLABLES.stop))
        found.append((f"more-rare-{number:02}", ranges_of(block), ranges_of(rare.intersection(block))))
    for number, first in enumerate(range(0, len(common), COMMON_IN_A_SLICE), 1):
        ranges = ranges_of(common[first : first + COMMON_IN_A_SLICE])
        found.append((f"more-common-{number:02}", ranges, ranges))
    found += [(name, ranges, ranges) for name, ranges in OTHER_LETTERS.items()]
    return [*found, ("hangul", ranges_of(app), ranges_of(app)), ("latin", LATIN, LATIN)]


def rule(name: str, ranges: str) -> str:
    """The rule of one slice, in the form of the formatter."""
    listed = ranges.split(",")
    lines = [", ".join(listed[at : at + 10]) for at in range(0, len(listed), 10)]
    value = lines[0] if len(lines) == 1 else "\n    " + ",\n    ".join(lines)
    return (
        '@font-face {\n  font-family: "AUTUS Sans";\n'
        f'  src: url("./fonts/{name}.woff2") format("woff2");\n'
        "  font-weight: 300 700;\n  font-display: swap;\n"
        f"  unicode-range: {value};\n}}\n"
    )


def main(package: Path) -> None:
    """Writes all slices of the font in the unpacked package."""
    font = package / FONT
    if hashlib.sha256(font.read_bytes()).hexdigest() != FONT_SHA256:
        sys.exit(f"{font} is not the font of pretendard 1.3.9")
    for old in OUTPUT.glob("*.woff2"):
        old.unlink()
    OUTPUT.mkdir(exist_ok=True)
    LICENSE.write_bytes((package / "dist" / "LICENSE.txt").read_bytes())
    slices = slices_of(package)
    with tempfile.TemporaryDirectory() as folder:
        limited = Path(folder, "limited.ttf")
        subprocess.run(
            [
                "fonttools",
                "varLib.instancer",
                "-q",
                "--no-recalc-timestamp",
                font,
                f"wght={WEIGHTS}",
                "-o",
                limited,
            ],
            check=True,
        )
        for name, _, characters in slices:
            # A changed font must not have the reserved name of the original.
            options = ["--obfuscate-names", f"--layout-features={FEATURES}", "--flavor=woff2"]
            target = f"--output-file={OUTPUT / name}.woff2"
            subprocess.run(["pyftsubset", limited, f"--unicodes={characters}", *options, target], check=True)
    note = "/* Made by scripts/make_fonts.py. A later rule wins for a character that two have. */\n"
    SHEET.write_text(note + "\n".join(rule(name, ranges) for name, ranges, _ in slices), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
