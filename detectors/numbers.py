"""Digit runs of a buffer and the shapes that they form, found with whole-array operations.

A shape is written as the lengths of its digit groups: ``12``, ``4-4-4``, ``2-4-4``. The ``-`` stands for any
one of the separators that the rule allows, the same one throughout. A shape matches only as a whole: not
inside a longer number, not next to a letter, not as part of a longer chain (a date before a time is fine,
``1-2-3`` inside ``1-2-3-4`` is not).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detectors.text import Bools, Cells, Ints, is_digit

_CHAIN = frozenset("-./:")


@dataclass(frozen=True, eq=False)
class Runs:
    """Maximal runs of ASCII digits: where each starts and ends, and what stands between it and the next.

    ``gap`` is the code of the single character before the next run, ``)`` or ``(`` for a bracket with one
    space or hyphen beside it, 0 for anything else. ``before``/``after`` are the codes of the neighbouring
    characters (0 at the ends of the buffer).
    """

    start: Ints
    end: Ints
    gap: Ints
    before: Ints
    after: Ints

    def __len__(self) -> int:
        return len(self.start)

    @property
    def length(self) -> Ints:
        return self.end - self.start


def find_runs(cells: Cells) -> Runs:
    """The digit runs of a buffer, in order."""
    codes = cells.codes
    edge = np.zeros(1, dtype=np.int8)
    edges = np.diff(np.concatenate((edge, is_digit(codes).view(np.int8), edge)))
    start, end = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    if not start.size:
        none = np.zeros(0, dtype=np.int64)
        return Runs(none, none, none, none, none)
    padded = np.concatenate(([0], codes, [0])).astype(np.int64)
    before, after = padded[start], padded[end + 1]
    width = np.append(start[1:], len(codes) + 9) - end
    gap = np.where(width == 1, after, 0)
    two = np.flatnonzero(width == 2)
    if two.size:
        first, second = after[two], padded[end[two] + 2]
        closing = (first == ord(")")) & np.isin(second, [32, 45])
        opening = (second == ord("(")) & np.isin(first, [32, 45])
        gap[two] = np.where(closing, ord(")"), np.where(opening, ord("("), 0))
    return Runs(start, end, gap, before, after)


def is_ascii_word(codes: Ints) -> Bools:
    """ASCII letters and the underscore (digits cannot stand beside a run)."""
    lower = codes | 0x20
    return ((lower >= 97) & (lower <= 122)) | (codes == 95)


def _chained(codes: Ints) -> Bools:
    return np.isin(codes, [ord(mark) for mark in _CHAIN])


@dataclass(frozen=True, slots=True)
class Shape:
    """Digit groups with one separator. ``groups`` are their exact lengths."""

    groups: tuple[int, ...]
    separators: str

    @classmethod
    def parse(cls, text: str, separators: str) -> Shape:
        """Read ``4-4-4``; ``separators`` are the characters that the ``-`` may stand for."""
        return cls(tuple(int(part) for part in text.split("-")), separators)

    @property
    def digits(self) -> int:
        return sum(self.groups)


@dataclass(frozen=True, eq=False)
class ShapeHits:
    """Where a shape stands. ``start``/``end`` in the buffer; ``digits`` is (hits x digits) with values 0-9."""

    start: Ints
    end: Ints
    digits: npt.NDArray[np.int8]
    separator: str

    def __len__(self) -> int:
        return len(self.start)

    def select(self, keep: Bools) -> ShapeHits:
        return ShapeHits(self.start[keep], self.end[keep], self.digits[keep], self.separator)

    def numbers(self) -> Ints:
        """The digits as one integer each (at most 18 digits)."""
        scale = 10 ** np.arange(self.digits.shape[1] - 1, -1, -1, dtype=np.int64)
        return self.digits.astype(np.int64) @ scale


def match_shape(cells: Cells, runs: Runs, shape: Shape, *, beside_letters: bool = False) -> list[ShapeHits]:
    """All places where ``shape`` stands on its own, one result for each separator that it occurs with."""
    count, need = len(runs), len(shape.groups)
    if count < need:
        return []
    length = runs.length
    fits: Bools = np.ones(count - need + 1, dtype=np.bool_)
    for place, group in enumerate(shape.groups):
        fits &= length[place : count - need + 1 + place] == group
    first = np.flatnonzero(fits)
    results = []
    for separator in shape.separators if need > 1 else ("",):
        chosen = first
        for place in range(need - 1):
            chosen = chosen[runs.gap[chosen + place] == ord(separator)]
        chosen = chosen[_stands_alone(runs, chosen, chosen + need - 1, separator, beside_letters)]
        if chosen.size:
            results.append(_gather(cells, runs, shape, chosen, separator))
    return results


def _stands_alone(runs: Runs, first: Ints, last: Ints, separator: str, beside_letters: bool) -> Bools:
    previous = np.where(first > 0, runs.gap[np.maximum(first - 1, 0)], 0)
    following = np.where(last < len(runs) - 1, runs.gap[last], 0)
    alone = ~_chained(previous) & ~_chained(following)
    if separator and separator not in _CHAIN:
        alone &= (previous != ord(separator)) & (following != ord(separator))
    if not beside_letters:
        alone &= ~is_ascii_word(runs.before[first]) & ~is_ascii_word(runs.after[last])
    # A decimal number or a negative one is no identifier: "1.", "-1".
    return alone & (runs.before[first] != ord("."))


def _gather(cells: Cells, runs: Runs, shape: Shape, first: Ints, separator: str) -> ShapeHits:
    offsets: list[int] = []
    at = 0
    for group in shape.groups:
        offsets.extend(range(at, at + group))
        at += group + 1
    start = runs.start[first]
    end = runs.end[first + len(shape.groups) - 1]
    digits = (cells.codes[start[:, None] + np.array(offsets)] - 48).astype(np.int8)
    return ShapeHits(start, end, digits, separator)


def is_clock(digits: npt.NDArray[np.int8]) -> Bools:
    """Rows of 8, 12 or 14 digits that read as a date (and time) between 1900 and 2099."""
    count = digits.shape[1]
    if count not in (8, 12, 14):
        return np.zeros(len(digits), dtype=np.bool_)
    value = digits.astype(np.int64)
    year = value[:, 0] * 10 + value[:, 1]
    month = value[:, 4] * 10 + value[:, 5]
    day = value[:, 6] * 10 + value[:, 7]
    good = np.isin(year, (19, 20)) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    if count >= 12:
        good &= (value[:, 8] * 10 + value[:, 9] < 24) & (value[:, 10] < 6)
    return good


def is_epoch(numbers: Ints, digits: int) -> Bools:
    """Seconds (10 digits) or milliseconds (13) since 1970 that fall between 2001 and 2039."""
    if digits not in (10, 13):
        return np.zeros(len(numbers), dtype=np.bool_)
    scale = 1 if digits == 10 else 1000
    return (numbers >= 1_000_000_000 * scale) & (numbers <= 2_200_000_000 * scale)


def is_trivial(digits: npt.NDArray[np.int8]) -> Bools:
    """All digits the same, or counting up or down from one digit to the next: never a real number."""
    if digits.shape[1] < 2:
        return np.zeros(len(digits), dtype=np.bool_)
    step = np.diff(digits.astype(np.int16), axis=1) % 10
    return (step == step[:, :1]).all(axis=1) & np.isin(step[:, 0], (0, 1, 9))


def compile_shapes(shapes: Sequence[str], separators: str) -> tuple[Shape, ...]:
    """The shapes of a rule."""
    return tuple(Shape.parse(text, separators) for text in shapes)
