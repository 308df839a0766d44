"""A measured figure, its target, and how both are shown."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from tests.bench.yardstick import Yardstick


class Target(Struct, frozen=True):
    """`at_most` for times and sizes, otherwise the figure has to reach `limit`."""

    limit: float
    at_most: bool


class Figure(Struct, frozen=True):
    """`values` has one number a run, in `unit`; the median of them stands for the figure."""

    name: str
    unit: str
    values: Sequence[float]
    target: Target | None = None
    yardstick: Yardstick | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def ratio(self) -> float | None:
        """How many times better than the target; below 1 it is missed."""
        if self.target is None:
            return None
        if self.target.at_most:
            return self.target.limit / self.median if self.median else float("inf")
        return self.median / self.target.limit

    @property
    def in_yardsticks(self) -> float | None:
        """The median over that of the yardstick; None without one, and for a size or a share."""
        return self.yardstick.ratio(self.median, self.unit) if self.yardstick else None

    def document(self) -> dict[str, Any]:
        report: dict[str, Any] = {
            "name": self.name,
            "unit": self.unit,
            "median": significant(self.median),
            "best": significant(self._best()),
            "worst": significant(self._worst()),
            "runs": len(self.values),
        }
        if self.target is not None and self.ratio is not None:
            report["target"] = {"at most" if self.target.at_most else "at least": self.target.limit}
            report["met"] = self.ratio >= 1
            report["ratio"] = significant(self.ratio)
        if self.yardstick is not None and self.in_yardsticks is not None:
            report["yardstick"] = self.yardstick.name
            report["in_yardsticks"] = significant(self.in_yardsticks)
        return report

    def _best(self) -> float:
        return max(self.values) if self._more_is_better() else min(self.values)

    def _worst(self) -> float:
        return min(self.values) if self._more_is_better() else max(self.values)

    def _more_is_better(self) -> bool:
        return not self.target.at_most if self.target else self.unit.endswith("/s")


def at_most(limit: float) -> Target:
    return Target(limit, at_most=True)


def at_least(limit: float) -> Target:
    return Target(limit, at_most=False)


def beside(figures: Sequence[Figure], yardstick: Yardstick) -> list[Figure]:
    """The figures with this yardstick."""
    return [replace(figure, yardstick=yardstick) for figure in figures]


def of_yardstick(yardstick: Yardstick) -> Figure:
    """The yardstick itself, as a figure."""
    return Figure(f"yardstick: {yardstick.name}", "ms", [yardstick.seconds * 1000])


def significant(value: float) -> float:
    """Rounded to four digits: a fifth is noise."""
    return float(f"{value:.4g}")


def shown(value: float) -> str:
    number = significant(value)
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:g}"


def table(figures: Sequence[Figure]) -> str:
    rows = [("figure", "median", "unit", "target", "runs", "", "in yardsticks")]
    for figure in figures:
        target, verdict = "", ""
        if figure.target is not None and figure.ratio is not None:
            target = f"{'≤' if figure.target.at_most else '≥'} {shown(figure.target.limit)}"
            verdict = f"{'met' if figure.ratio >= 1 else 'MISSED'} {figure.ratio:.2f}x"
        measured = "" if figure.in_yardsticks is None else shown(figure.in_yardsticks)
        runs = str(len(figure.values))
        row = (figure.name, shown(figure.median), figure.unit, target, runs, verdict, measured)
        rows.append(row)
    return aligned(rows, right={1, 3, 4, 6})


def aligned(rows: Sequence[tuple[str, ...]], right: set[int]) -> str:
    """Rows as lines of columns; the columns in `right` are aligned to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
