"""Crash reports and stack traces, in text and line by line in logs: they hold what a program held when it broke."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from detectors.hits import FieldView, Result, make_hits
from detectors.literals import declare_literals
from detectors.text import SEPARATOR, Cells

CRASH = "usage.crash"

# How much of a line is looked at on either side of a mark, and the share of a cell from which all of it is a report.
_REACH = 600
_MOSTLY = 0.5
_FEW_LINES_ABOVE = 400


@dataclass(frozen=True, slots=True)
class Mark:
    """What shows a crash report; see the head of ``crashes.toml``."""

    name: str
    literals: tuple[str, ...]
    line: re.Pattern[str]
    examples: tuple[str, ...]
    counter: tuple[str, ...]


@cache
def load_marks() -> tuple[Mark, ...]:
    """The shipped marks; their literals are declared."""
    data = tomllib.loads((files("detectors") / "data" / "crashes.toml").read_text(encoding="utf-8"))
    return tuple(
        Mark(
            row["name"],
            declare_literals(row["literals"]),
            re.compile(row["line"], re.MULTILINE),
            tuple(row["examples"]),
            tuple(row["counter"]),
        )
        for row in data["mark"]
    )


load_marks()


def find_crashes(cells: Cells, view: FieldView) -> Iterator[Result]:
    """One sighting for each cell that holds a trace: from its first mark to its last, or all of a cell that is mostly
    that. A log that is read line by line has one for each line of the trace."""
    spans: dict[int, tuple[int, int]] = {}
    for mark in load_marks():
        if not cells.present(set(mark.literals)):
            continue
        for start, end in _find_lines(cells, mark):
            cell = int(cells.cell_of(start))
            low, high = spans.get(cell, (start, end))
            spans[cell] = min(low, start), max(high, end)
    if hits := make_hits(CRASH, [(*_widen(cells, cell, *span), True) for cell, span in sorted(spans.items())]):
        yield hits


def _find_lines(cells: Cells, mark: Mark) -> Iterator[tuple[int, int]]:
    """The lines (or what lies around the literal, in long ones) that match a mark."""
    text = cells.text
    places = np.unique(np.concatenate([cells.places_of(literal) for literal in mark.literals]))
    done = -1
    for at in places.tolist():
        if at < done:
            continue
        start, end = _line_around(text, at)
        done = end
        if mark.line.search(text[start:end]):
            yield start, end


def _line_around(text: str, at: int) -> tuple[int, int]:
    low, high = max(0, at - _REACH), min(len(text), at + _REACH)
    start = max(text.rfind("\n", low, at), text.rfind(SEPARATOR, low, at), low - 1) + 1
    ends = (text.find(mark, at, high) for mark in ("\n", SEPARATOR))
    return start, min((end for end in ends if end >= 0), default=high)


def _widen(cells: Cells, cell: int, start: int, end: int) -> tuple[int, int]:
    """All of a cell that is mostly a report. The message above a trace (a line or two) belongs to it."""
    low, high = int(cells.starts[cell]), int(cells.starts[cell + 1]) - 1
    if start - low <= _FEW_LINES_ABOVE and "\n" in cells.text[start:end]:
        start = low
    return (low, high) if end - start >= _MOSTLY * (high - low) else (start, end)
