"""Looks at one batch: every field becomes one buffer, every detector sees it, the result is a tally."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.base import Batch, CollectionKind, Field
from detectors.addresses import find_japanese_addresses, find_western_addresses
from detectors.base import Sighting
from detectors.checks import CheckedHits
from detectors.contact import find_emails, find_phones, find_postal_codes
from detectors.dates import find_birth_dates, find_dates
from detectors.field_names import match_field_name
from detectors.geography import find_coordinates
from detectors.hits import Detect, FieldView, Hits, Signals
from detectors.masking import mask
from detectors.names import find_name_cells
from detectors.names_in_text import find_names_in_text
from detectors.network import find_ipv4, find_ipv6, find_macs
from detectors.patterns import find_numbers, find_texts
from detectors.regions import find_regions
from detectors.sketch import EMPTY, Sketch
from detectors.tally import KEPT_SHAPES, KEPT_SIGHTINGS, CategoryTally, FieldTally, count_tested
from detectors.text import Bools, Cells, Ints, join_cells
from detectors.vocabulary import find_vocabulary
from detectors.web import find_cookies, find_user_agents

DETECTORS: tuple[Detect, ...] = (
    find_emails,
    find_phones,
    find_postal_codes,
    find_numbers,
    find_texts,
    find_ipv4,
    find_ipv6,
    find_macs,
    find_user_agents,
    find_cookies,
    find_coordinates,
    find_dates,
    find_birth_dates,
    find_japanese_addresses,
    find_western_addresses,
    find_regions,
    find_name_cells,
    find_names_in_text,
    find_vocabulary,
)

PositionSink = Callable[[str, str, Ints, Ints, Ints], None]
"""Gets every sighting: field, category, rows, starts, ends (arrays of equal length)."""

# Below this share of different values it pays to look at each value once.
_REPETITIVE = 0.7
_PROBE = 2000


@dataclass(frozen=True, eq=False)
class _Column:
    """A column without its nulls and blanks, each different value once where that pays. ``rows`` gives the
    number of the row of each kept cell, ``cell_of_row`` the buffer's cell for it."""

    cells: Cells
    rows: Ints
    cell_of_row: Ints


def view_field(field: Field, kind: CollectionKind) -> FieldView:
    """A field with what its name (and its comment, for less) suggests."""
    hints: dict[str, float] = {}
    for match in match_field_name(field.name):
        hints[match.category] = max(hints.get(match.category, 0.0), match.strength)
    for match in match_field_name(field.comment) if field.comment else ():
        hints[match.category] = max(hints.get(match.category, 0.0), match.strength * 0.8)
    parts = frozenset(match.category for match in match_field_name(field.name) if match.how == "part")
    return FieldView(field, kind, hints, parts)


def inspect_batch(
    batch: Batch, kind: CollectionKind, sink: PositionSink | None = None
) -> Iterator[tuple[Field, FieldTally]]:
    """One tally for each field of a batch."""
    for field, values in zip(batch.fields, batch.columns, strict=True):
        if field.type == "binary":
            yield field, FieldTally(rows=batch.rows)
            continue
        yield field, inspect_column(values, view_field(field, kind), batch.first_row, batch.row_step, sink)


def inspect_column(
    values: pa.Array,
    view: FieldView,
    first_row: int = 1,
    row_step: int = 1,
    sink: PositionSink | None = None,
) -> FieldTally:
    """The tally of one column; ``first_row`` is the number of its first row, ``row_step`` the distance to the
    next."""
    column = _prepare(values, first_row, row_step)
    cells = column.cells
    if not len(cells):
        return FieldTally(rows=len(values))
    found: dict[str, list[Hits]] = {}
    signals: Counter[str] = Counter()
    for detect in DETECTORS:
        for result in detect(cells, view):
            if isinstance(result, Signals):
                signals[result.name] += int(cells.weights[result.cells].sum())
                signals.update({f"{result.name}:{name}": count for name, count in result.extra.items()})
            else:
                found.setdefault(result.category, []).append(result)
    steps, unit_steps = _count_steps(values, view)
    weights, lengths = cells.weights, cells.lengths
    return FieldTally(
        rows=len(values),
        read=len(column.rows),
        characters=int((weights * lengths).sum()),
        squares=int((weights * lengths * lengths).sum()),
        longest=int(lengths.max()),
        steps=steps,
        unit_steps=unit_steps,
        distinct=Sketch.of(cells),
        signals=signals,
        categories={
            category: _count(category, hits, column, view.field.name, sink) for category, hits in found.items()
        },
    )


def _prepare(values: pa.Array, first_row: int, row_step: int) -> _Column:
    """Drop nulls and blank cells; keep each different value once where values repeat."""
    blank = pc.fill_null(pc.equal(pc.utf8_trim_whitespace(values), ""), True)
    rows = np.flatnonzero(~blank.to_numpy(zero_copy_only=False)).astype(np.int64)
    kept = values if len(rows) == len(values) else values.take(pa.array(rows))
    numbers = rows * row_step + first_row
    if not len(rows):
        return _Column(join_cells(kept), numbers, rows)
    probe = kept[:_PROBE]
    if len(pc.unique(probe)) <= _REPETITIVE * len(probe):
        encoded = kept.dictionary_encode()
        codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        weights = np.bincount(codes, minlength=len(encoded.dictionary)).astype(np.int64)
        return _Column(join_cells(encoded.dictionary, weights), numbers, codes)
    return _Column(join_cells(kept), numbers, np.arange(len(rows), dtype=np.int64))


def _count_steps(values: pa.Array, view: FieldView) -> tuple[int, int]:
    """Neighbouring whole numbers, and how many of them differ by one: a serial number counts up."""
    if view.field.type not in ("integer", "text") or len(values) < 3:
        return 0, 0
    head = values[:_PROBE].drop_null()
    if view.field.type == "text" and not pc.all(pc.match_substring_regex(head, r"^\d{1,15}$")).as_py():
        return 0, 0
    try:
        numbers = pc.cast(head, pa.int64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        return 0, 0
    steps = np.abs(np.diff(numbers))
    return len(steps), int((steps == 1).sum())


def _count(
    category: str, hits: Sequence[Hits], column: _Column, field_name: str, sink: PositionSink | None
) -> CategoryTally:
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
        sink(field_name, category, rows, starts, ends)
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
    category: str, column: _Column, cell: Ints, start: Ints, end: Ints
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


def _expand(column: _Column, cell: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """Every sighting in every row that holds the value, ordered by row."""
    low = np.searchsorted(cell, column.cell_of_row, side="left")
    high = np.searchsorted(cell, column.cell_of_row, side="right")
    repeat = high - low
    rows = np.repeat(column.rows, repeat)
    offset = np.arange(len(rows)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    index = np.repeat(low, repeat) + offset
    base = column.cells.starts[cell[index]]
    return rows, start[index] - base, end[index] - base
