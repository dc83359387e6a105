"""Whether a text is a table of delimited cells, and with which delimiter."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from connectors.header import Header, find_header, kind_of
from connectors.lines import has_timestamps

_SUFFIXES = {".csv": ",", ".tsv": "\t", ".tab": "\t", ".psv": "|"}
_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_ROWS = 500
_PROSE_CELL = 60


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is written: delimiter, the number of cells of most rows, and its header."""

    delimiter: str
    width: int
    header: Header


def detect_layout(sample: str, suffix: str, *, whole: bool) -> Layout | None:
    """The layout of a table by its beginning; None for what is no table.

    A suffix such as ``.csv`` settles that it is one, even of a single column. Without, nearly all rows must
    have the same number of cells, two at least, and the cells must not read as prose or as a log.
    """
    hint = _SUFFIXES.get(suffix.lower())
    found = [_Table(delimiter, rows) for delimiter in _DELIMITERS if (rows := _rows(sample, delimiter, whole=whole))]
    if hint is None:
        found = [table for table in found if table.is_evident(sample)]
    else:
        found = [table for table in found if table.width > 1 and table.share >= 0.3]
    if found:
        best = max(found, key=lambda table: table.rank(hint))
        return Layout(best.delimiter, best.width, find_header(best.rows, best.width))
    if hint is None:
        return None
    rows = _rows(sample, hint, whole=whole)
    width = max((len(row) for row in rows), default=1)
    return Layout(hint, width, find_header(rows, width))


def _rows(sample: str, delimiter: str, *, whole: bool) -> list[list[str]]:
    """The first rows, blank lines left out; without the last where the sample may have cut it."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if row:
                rows.append(row)
            if len(rows) > _SAMPLE_ROWS:
                break
    except csv.Error:
        return rows
    return rows if whole or len(rows) < 2 else rows[:-1]


class _Table:
    """The first rows of a text when it is cut at one delimiter."""

    def __init__(self, delimiter: str, rows: Sequence[Sequence[str]]) -> None:
        self.delimiter = delimiter
        self.rows = rows
        counts = Counter(len(row) for row in rows)
        self.width = max(counts, key=lambda width: (counts[width], width > 1, width == len(rows[0]), width))
        self.share = counts[self.width] / len(rows)

    def rank(self, hint: str | None) -> tuple[bool, bool, bool, float, int]:
        """Greater is better: steady, the delimiter that the suffix names, as wide as the first row, ..."""
        first = len(self.rows[0]) == self.width
        return (self.share >= 0.9, first, self.delimiter == hint, self.share, self.width)

    def is_evident(self, sample: str) -> bool:
        """Whether this is a table though nothing but the text says so."""
        if self.width < 2 or self.share < 0.9 or len(self.rows) < 2:
            return False
        full = [row for row in self.rows if len(row) == self.width]
        if self.width == 2 and not any(row[-1].strip() for row in full):
            return False
        if has_timestamps(sample) and not self._has_time_column(full):
            return False
        if self.delimiter == "\t":
            return True
        return len(self.rows) >= 3 and not self._is_prose(full)

    def _has_time_column(self, full: Sequence[Sequence[str]]) -> bool:
        """A log whose messages hold a delimiter each is not a table; a table of events has whole times."""
        timed = sum(1 for row in full if kind_of(row[0]) == "date")
        return self.share >= 0.98 and timed >= 0.8 * len(full) and (self.width > 2 or self.delimiter == "\t")

    def _is_prose(self, full: Sequence[Sequence[str]]) -> bool:
        cells = [cell for row in full for cell in row[1:]]
        spaced = sum(1 for cell in cells if cell.startswith(" "))
        long = sum(1 for row in full for cell in row if len(cell) > _PROSE_CELL)
        code = sum(1 for row in full if row[0].lstrip().startswith(("{", "}", "<", '"', "//", "/*")))
        return (self.delimiter == "," and spaced > len(cells) / 2) or long > len(cells) / 2 or code > len(full) / 2
