"""A column as detectors see it, and the count of what they found in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.base import Field
from detectors.base import Sighting
from detectors.checks import CheckedHits
from detectors.hits import Hits
from detectors.masking import mask
from detectors.sketch import EMPTY, Sketch
from detectors.tally import KEPT_SHAPES, KEPT_SIGHTINGS, CategoryTally, count_tested
from detectors.text import Bools, Cells, Ints, join_cells

PositionSink = Callable[[Field, str, Ints, Ints, Ints], None]
"""Gets every sighting: field, category, rows, starts, ends (arrays of equal length)."""

# Below this share of different values it pays to look at each value once.
_REPETITIVE = 0.7
PROBE = 2000
"""Rows of a column that are looked at first."""


# How exports write that there is no value. Words that may be one (なし, 不明, none) are not among them.
_NOTHING = pa.array(
    ["", None, "N/A", "n/a", "#N/A", "NULL", "null", "(null)", "<null>", "\\N", "NaN", "nan", "--", "---", "―", "－－"],
    pa.string(),
)


@dataclass(frozen=True, eq=False)
class Column:
    """A column without its nulls and blanks, each different value once where that pays. ``rows`` gives the
    number of the row of each kept cell, ``cell_of_row`` the buffer's cell for it."""

    cells: Cells
    rows: Ints
    cell_of_row: Ints


def prepare_column(values: pa.Array, first_row: int, row_step: int) -> Column:
    """Drop nulls, blanks and what stands for nothing (``N/A``); keep each different value once where values repeat."""
    blank = pc.is_in(pc.utf8_trim_whitespace(values), value_set=_NOTHING)
    rows = np.flatnonzero(~blank.to_numpy(zero_copy_only=False)).astype(np.int64)
    kept = values if len(rows) == len(values) else values.take(pa.array(rows))
    numbers = rows * row_step + first_row
    if not len(rows):
        return Column(join_cells(kept), numbers, rows)
    probe = kept[:PROBE]
    if len(pc.unique(probe)) <= _REPETITIVE * len(probe):
        encoded = kept.dictionary_encode()
        codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        weights = np.bincount(codes, minlength=len(encoded.dictionary)).astype(np.int64)
        return Column(join_cells(encoded.dictionary, weights), numbers, codes)
    return Column(join_cells(kept), numbers, np.arange(len(rows), dtype=np.int64))


def count_category(
    category: str, hits: Sequence[Hits], column: Column, field: Field, sink: PositionSink | None
) -> CategoryTally:
    """The tally of one category in a column; every sighting also goes to ``sink``, where there is one."""
    cells = column.cells
    start, end, strong = _join(hits)
    cell = cells.cell_of(start)
    whole = _each(cell[(end - start) * 10 >= cells.lengths[cell] * 9])
    tags: Counter[str] = Counter()
    for hit in hits:
        if hit.check:
            tags[hit.check] += int(cells.weights[np.unique(cells.cell_of(hit.start))].sum())
    at, masked = _locate(category, column, cell, start, end)
    if sink is not None and len(cell):
        rows, starts, ends = _expand(column, cell, start, end)
        sink(field, category, rows, starts, ends)
    tested = _tested(hits)
    tried, passed = count_tested(tested) or (sum(hit.tried for hit in hits), sum(hit.passed for hit in hits))
    return CategoryTally(
        cells=int(cells.weights[_each(cell)].sum()),
        strong=int(cells.weights[_each(cell[strong])].sum()),
        whole=int(cells.weights[whole].sum()),
        tried=tried,
        passed=passed,
        check=next((hit.check for hit in hits if hit.tried), ""),
        tags=tags,
        at=at,
        masked=masked,
        tested=tested,
    )


def _each(numbers: Ints) -> Ints:
    """Sorted numbers without repetitions."""
    return numbers[np.append(True, numbers[1:] != numbers[:-1])] if len(numbers) else numbers


def _join(hits: Sequence[Hits]) -> tuple[Ints, Ints, Bools]:
    """All places once, in order; strong where one of the hits there is."""
    start = np.concatenate([hit.start for hit in hits])
    end = np.concatenate([hit.end for hit in hits])
    strong = np.concatenate([hit.strong for hit in hits])
    if len(start) > 1 and not (start[1:] > start[:-1]).all():
        order = np.lexsort((~strong, end, start))
        start, end, strong = start[order], end[order], strong[order]
    first = np.ones(len(start), dtype=np.bool_)
    first[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    return start[first], end[first], strong[first]


def _tested(hits: Sequence[Hits]) -> Sketch:
    """The numbers that were put to a hard test, as hashes."""
    total = EMPTY
    for hit in hits:
        if isinstance(hit, CheckedHits):
            total += Sketch.of_tested(hit.keys, hit.good)
    return total


def _locate(
    category: str, column: Column, cell: Ints, start: Ints, end: Ints
) -> tuple[tuple[Sighting, ...], tuple[tuple[Sighting, str], ...]]:
    """The first sightings by row, and the first different shapes among them."""
    if not len(cell):
        return (), ()
    cells = column.cells
    wanted = np.zeros(len(cells), dtype=np.bool_)
    wanted[cell] = True
    sightings: list[Sighting] = []
    shapes: dict[str, Sighting] = {}
    for place in np.flatnonzero(wanted[column.cell_of_row])[:KEPT_SIGHTINGS].tolist():
        number = int(column.cell_of_row[place])
        low, high = np.searchsorted(cell, [number, number + 1])
        base = int(cells.starts[number])
        for one in range(int(low), min(int(high), int(low) + KEPT_SIGHTINGS - len(sightings))):
            sighting = Sighting(int(column.rows[place]), int(start[one]) - base, int(end[one]) - base)
            sightings.append(sighting)
            if len(shapes) < KEPT_SHAPES:
                shapes.setdefault(mask(category, cells.text[int(start[one]) : int(end[one])]), sighting)
    return tuple(sightings), tuple((sighting, shape) for shape, sighting in shapes.items())


def _expand(column: Column, cell: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """Every sighting in every row that holds the value, ordered by row."""
    low = np.searchsorted(cell, column.cell_of_row, side="left")
    high = np.searchsorted(cell, column.cell_of_row, side="right")
    repeat = high - low
    rows = np.repeat(column.rows, repeat)
    offset = np.arange(len(rows)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    index = np.repeat(low, repeat) + offset
    base = column.cells.starts[cell[index]]
    return rows, start[index] - base, end[index] - base
