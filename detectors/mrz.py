"""The machine-readable zone of passports and travel documents (ICAO Doc 9303): lines of letters, digits and ``<``
that hold four check digits and so prove themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from detectors.hits import FieldView, Result, make_hits
from detectors.text import Bools, Cells, Ints, edges_of

PASSPORT = "personal.id.passport"

_SIGNS = np.zeros(256, dtype=np.bool_)
_SIGNS[[*range(48, 58), *range(65, 91), ord("<")]] = True
_VALUES = np.zeros(256, dtype=np.int64)
_VALUES[48:58] = np.arange(10)
_VALUES[65:91] = np.arange(10, 36)
# Part 4 (passports, two lines of 44), part 6 (two of 36), part 5 (cards, three of 30, of which the second holds two
# check digits that can be told alone). A span and the place of its check digit; then the spans of the last one.
_Layout = tuple[tuple[tuple[int, int, int], ...], tuple[tuple[int, int], ...], int]
_TWO_LINES: tuple[tuple[int, int, int], ...] = ((0, 9, 9), (13, 19, 19), (21, 27, 27))
_LAYOUTS: dict[int, _Layout] = {
    44: (_TWO_LINES, ((0, 10), (13, 20), (21, 43)), 43),
    36: (_TWO_LINES, ((0, 10), (13, 20), (21, 35)), 35),
    30: (((0, 6, 6), (8, 14, 14)), (), 29),
}
_FORMS = {
    44: re.compile(r"[A-Z0-9<]{9}\d[A-Z<]{3}\d{6}\d[MFX<]\d{6}\d[A-Z0-9<]{14}[\d<]\d"),
    36: re.compile(r"[A-Z0-9<]{9}\d[A-Z<]{3}\d{6}\d[MFX<]\d{6}\d[A-Z0-9<]{7}\d"),
    30: re.compile(r"\d{6}\d[MFX<]\d{6}\d[A-Z<]{3}[A-Z0-9<]{11}\d"),
}
_NAME_LINE = re.compile(r"P[A-Z<][A-Z][A-Z<]{2}[A-Z]{1,36}(?:<[A-Z]{1,30}){0,4}<<[A-Z<]{1,38}")
_LENGTH_OF_NAME_LINE = 44


def find_mrz(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Second lines whose check digits all fit, and the line of the name of a passport."""
    if "<" not in cells.characters:
        return
    inside: Bools = _SIGNS[cells.latin]
    start, end = edges_of(inside)
    marked = np.zeros(len(start), dtype=np.bool_)
    run = np.searchsorted(start, cells.positions_of("<"), side="right") - 1
    marked[run[run >= 0]] = True
    spans = [
        (at, at + size, True)
        for size in _LAYOUTS
        for at in _self_checking(cells, start[(end - start == size) & (marked | (size == 44))], size).tolist()
    ]
    names = start[(end - start == _LENGTH_OF_NAME_LINE) & marked & (cells.latin[start] == ord("P"))]
    spans.extend((at, at + 44, True) for at in names.tolist() if _NAME_LINE.fullmatch(cells.text, at, at + 44))
    if hits := make_hits(PASSPORT, spans):
        yield hits


def _self_checking(cells: Cells, start: Ints, size: int) -> Ints:
    """Lines of a size in which every check digit fits."""
    if not len(start):
        return start
    values = _VALUES[cells.latin[start[:, None] + np.arange(size)]]
    parts, whole, last = _LAYOUTS[size]
    good: Bools = np.ones(len(start), dtype=np.bool_)
    for low, high, check in parts:
        good &= _check_digit(values[:, low:high]) == values[:, check]
    if whole:
        joined = np.concatenate([values[:, low:high] for low, high in whole], axis=1)
        good &= _check_digit(joined) == values[:, last]
    chosen = [at for at in start[good].tolist() if _FORMS[size].fullmatch(cells.text, at, at + size)]
    return np.array(chosen, dtype=np.int64)


def _check_digit(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Weights 7, 3, 1 over and over, modulo 10."""
    weights = np.resize([7, 3, 1], values.shape[1])
    return np.asarray(values @ weights % 10, dtype=np.int64)
