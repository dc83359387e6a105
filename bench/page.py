"""Results as a table for the terminal, as a page of the documentation, and as JSON."""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from string import Template
from typing import Any

from bench.comparison import Comparison, Figure

_TEMPLATE = Path(__file__).with_name("performance.template.md")
_LIBRARIES = ("numpy", "pandas", "presidio-analyzer", "pyarrow", "spacy", "sqlalchemy")
_HEAD = ("measured", "Daicho", "yardstick", "it", "by CPU", "by wall", "target", "runs")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the figures hold for: nothing that would name the machine. ``load`` is the mean number of processes
    that wanted to run over the last minute, before anything was measured."""

    size: str
    cores: int
    load: float
    python: str
    daicho: str
    libraries: dict[str, str]
    note: str = ""


def note_circumstances(size: str, note: str) -> Circumstances:
    """Those of now."""
    libraries = {name: version(name) for name in _LIBRARIES}
    load = round(os.getloadavg()[0], 1)
    return Circumstances(size, os.cpu_count() or 1, load, platform.python_version(), version("daicho"), libraries, note)


def table_rows(comparisons: Sequence[Comparison]) -> list[tuple[str, ...]]:
    """The head and one row for each comparison."""
    return [_HEAD, *(_row(one) for one in comparisons)]


def _row(one: Comparison) -> tuple[str, ...]:
    if one.compares_memory:
        ours, theirs = (f"{peak / 1e6:,.0f} MB" for peak in (one.daicho("peak"), one.yardstick_median("peak")))
        ratios = (f"{one.ratio('peak'):.2f}x as much", "")
    else:
        ours = _say_speed(one, one.amount, one.daicho)
        theirs = _say_speed(one, one.yardstick_amount, one.yardstick_median)
        ratios = (say_ratio(one.ratio("cpu")), say_ratio(one.ratio("wall")))
    return (one.what, ours, one.yardstick, theirs, *ratios, _say_target(one), str(len(one.daicho_runs)))


def _say_speed(one: Comparison, amount: float, taken: Callable[[Figure], float]) -> str:
    return f"{taken('wall'):.3f} s" if one.unit == "runs" else f"{_round(amount / taken('cpu'))} {one.unit}/s"


def say_ratio(ratio: float) -> str:
    """``12x`` where Daicho is faster, ``1/12`` where the yardstick is."""
    return f"{_round(ratio)}x" if ratio >= 1 else f"1/{_round(1 / ratio)}"


def _round(number: float) -> str:
    """Three digits that count, and two below a hundred."""
    if number >= 10:
        return f"{round(number, 2 - int(math.log10(number))):,.0f}"
    return f"{number:.1f}" if number >= 1 else f"{number:.2f}"


def _say_target(one: Comparison) -> str:
    if one.target is None:
        return "-"
    limit = f"{one.target.limit:g}"
    wanted = {
        "times faster": f"at least {limit}x",
        "seconds": f"at most {limit} s",
        "megabytes": f"at most {limit} MB",
    }[one.target.goal]
    return f"{wanted}: {'met' if one.is_met() else 'missed'}"


def draw_text(comparisons: Sequence[Comparison]) -> str:
    """The table in columns."""
    rows = table_rows(comparisons)
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def draw_page(comparisons: Sequence[Comparison], around: Circumstances) -> str:
    """The page of the documentation."""
    head, *rows = ["| " + " | ".join(row) + " |" for row in table_rows(comparisons)]
    template = Template(_TEMPLATE.read_text(encoding="utf-8"))
    return template.substitute(
        table="\n".join([head, "|---" * len(_HEAD) + "|", *rows]),
        machine=say_circumstances(around),
        note=f"\n{around.note}\n" if around.note else "",
    )


def say_circumstances(around: Circumstances) -> str:
    """One line on the machine."""
    libraries = ", ".join(f"{name} {number}" for name, number in around.libraries.items())
    return (
        f"Daicho {around.daicho}, size {around.size}, {around.cores} cores (load {around.load} before), "
        f"Python {around.python}, {libraries}"
    )


def as_json(comparisons: Sequence[Comparison], around: Circumstances) -> str:
    """Everything that was measured."""
    document: dict[str, Any] = {
        "circumstances": asdict(around),
        "comparisons": [one.as_record() for one in comparisons],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
