"""Columns of bare numbers: which of them tell a time, and which are codes of goods.

Their lengths are those of many identifiers (12 digits: My Number, a driving licence, a time to the minute; 13: a
corporate number, a JAN code, milliseconds since 1970), so what a column is can be told by all of its values only.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detectors.hits import FieldView, Result, Signals
from detectors.numbers import is_clock, is_epoch
from detectors.text import Cells, Ints

TIMES, GOODS, VERSIONS = "number.time", "number.goods", "number.version"

_TIMED = (8, 10, 12, 13, 14)
_CODED = (8, 12, 13, 14)


def find_series(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Cells that are a bare number of 8 to 14 digits and read as a time (YYYYMMDD to the day, minute or second;
    seconds or milliseconds since 1970), those whose last digit is the check digit of a GTIN (JAN, EAN, UPC), and
    numbers with other than three dots: beside them what looks like an IPv4 address is a version."""
    yield from _find_versions(cells)
    bare = (cells.digits == cells.lengths) & (cells.lengths >= min(_TIMED)) & (cells.lengths <= max(_CODED))
    if not bare.any():
        return
    times: list[Ints] = []
    goods: list[Ints] = []
    for size in sorted({*_TIMED, *_CODED}):
        chosen = np.flatnonzero(bare & (cells.lengths == size))
        if chosen.size and size in _TIMED:
            times.append(_find_times(cells, chosen, size))
        if chosen.size and size in _CODED:
            goods.append(_find_goods(cells, chosen, size))
    for name, found in ((TIMES, times), (GOODS, goods)):
        listed = np.sort(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
        if len(listed):
            yield Signals(name, listed)


def _find_versions(cells: Cells) -> Iterator[Result]:
    if "." not in cells.characters:
        return
    dots = np.bincount(cells.cell_of(cells.positions_of(".")), minlength=len(cells))
    found = np.flatnonzero((cells.digits + dots == cells.lengths) & (cells.digits > 0) & (dots > 0) & (dots != 3))
    if len(found):
        yield Signals(VERSIONS, found)


def _find_times(cells: Cells, chosen: Ints, size: int) -> Ints:
    """Of cells that are bare numbers of one size, those that tell a time of the years 1900 to 2099."""
    first = cells.codes[cells.starts[chosen]]
    likely = chosen[(first == ord("1")) | (first == ord("2"))]
    digits = (cells.codes[cells.starts[likely][:, None] + np.arange(size)] - 48).astype(np.int8)
    scale = 10 ** np.arange(size - 1, -1, -1, dtype=np.int64)
    found: Ints = likely[is_clock(digits) | is_epoch(digits.astype(np.int64) @ scale, size)]
    return found


def _find_goods(cells: Cells, chosen: Ints, size: int) -> Ints:
    """Of cells that are bare numbers of one size, those of which the last digit is the check digit of a GTIN (GS1
    General Specifications 7.9: with weights 3 and 1 by turns, the sum is a multiple of 10). One random number in ten
    passes."""
    starts = cells.starts[chosen]
    total: Ints = np.zeros(len(chosen), dtype=np.int64)
    for place in range(size):
        weight = 3 if (size - place) % 2 == 0 else 1
        total += (cells.codes[starts + place].astype(np.int64) - 48) * weight
    found: Ints = chosen[total % 10 == 0]
    return found
