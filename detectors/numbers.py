"""Digit runs of a buffer and the shapes that they form, found with whole-array operations.

A shape is written as the lengths of its digit groups: ``12``, ``4-4-4``, ``2-4-4``. The ``-`` stands for any
one of the separators that the rule allows, the same one throughout. A shape matches only as a whole: not
inside a longer number, not next to a letter, not as part of a longer chain (a date before a time is fine,
``1-2-3`` inside ``1-2-3-4`` is not).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detectors.text import Bools, Cells, Ints, Runs, is_one_of

_CHAIN = "-./:"


def find_runs(cells: Cells) -> Runs:
    """The digit runs of a buffer, in order."""
    return cells.runs


def is_ascii_word(codes: Ints) -> Bools:
    """ASCII letters and the underscore (digits cannot stand beside a run)."""
    lower = codes | 0x20
    return np.asarray(((lower >= 97) & (lower <= 122)) | (codes == 95))


def _chained(codes: Ints) -> Bools:
    return is_one_of(codes, _CHAIN)


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
        return np.asarray(self.digits.astype(np.int64) @ scale)

    def keys(self) -> npt.NDArray[np.uint64]:
        """One integer for each number, as a key to tell them apart (at most 19 digits)."""
        scale = np.uint64(10) ** np.arange(self.digits.shape[1] - 1, -1, -1, dtype=np.uint64)
        return np.asarray(self.digits.astype(np.uint64) @ scale)


def match_shape(cells: Cells, runs: Runs, shape: Shape, *, beside_letters: bool = False) -> list[ShapeHits]:
    """All places where ``shape`` stands on its own, one result for each separator that it occurs with."""
    count, need = len(runs), len(shape.groups)
    separators = [one for one in shape.separators if runs.has_gap(one)] if need > 1 else [""]
    if count < need or not separators or not runs.sizes.issuperset(shape.groups):
        return []
    first = runs.of_size(shape.groups[0])
    for place, group in enumerate(shape.groups[1:], 1):
        first = first[first < count - place]
        first = first[runs.length[first + place] == group]
    results = []
    for separator in separators:
        chosen = first
        for place in range(need - 1):
            chosen = chosen[runs.gap[chosen + place] == ord(separator)]
        chosen = chosen[_stands_alone(cells, runs, chosen, chosen + need - 1, separator, beside_letters)]
        if chosen.size:
            results.append(_gather(cells, runs, shape, chosen, separator))
    return results


def _stands_alone(cells: Cells, runs: Runs, first: Ints, last: Ints, separator: str, beside_letters: bool) -> Bools:
    previous = np.where(first > 0, runs.gap[np.maximum(first - 1, 0)], 0)
    following = np.where(last < len(runs) - 1, runs.gap[last], 0)
    alone = ~_chained(previous) & ~_chained(following)
    if separator and separator not in _CHAIN:
        # Beyond a space another group of the same kind may stand; a year or the 12 of 12/28 is none.
        size = runs.length
        earlier, later = size[np.maximum(first - 1, 0)], size[np.minimum(last + 1, len(runs) - 1)]
        alone &= (previous != ord(separator)) | (earlier < 3) | (earlier > 4)
        alone &= (following != ord(separator)) | (later < 3) | (later > 4)
    before = runs.before[first]
    if not beside_letters:
        alone &= ~is_ascii_word(before) & ~is_ascii_word(runs.after[last])
    # A fraction is no identifier (".5"); after the dot of "No." one may stand.
    start, codes = runs.start[first], cells.codes
    number_sign = codes[np.maximum(start - 2, 0)] | 0x20 == ord("o")
    alone &= (before != ord(".")) | number_sign
    # The last group of a UUID: ...-4266-426614174000.
    return np.asarray(alone & ~((before == ord("-")) & (codes[np.maximum(start - 6, 0)] == ord("-"))))


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


def is_jan(digits: npt.NDArray[np.int8]) -> Bools:
    """Rows of 13 digits that are the code of an article from Japan: 45 or 49 in front and the check digit of GS1."""
    if digits.shape[1] != 13:
        return np.zeros(len(digits), dtype=np.bool_)
    value = digits.astype(np.int64)
    good = (value @ np.array([1, 3] * 6 + [1], dtype=np.int64)) % 10 == 0
    return np.asarray(good & (value[:, 0] == 4) & np.isin(value[:, 1], (5, 9)))


def is_trivial(digits: npt.NDArray[np.int8]) -> Bools:
    """All digits the same, or counting up or down from one digit to the next: never a real number."""
    if digits.shape[1] < 2:
        return np.zeros(len(digits), dtype=np.bool_)
    # Few numbers begin with three such digits: only they are looked at as a whole.
    begin = digits[:, : min(3, digits.shape[1])]
    trivial: Bools = _steps_alike(begin)
    chosen = np.flatnonzero(trivial)
    trivial[chosen] = _steps_alike(digits[chosen])
    return trivial


def _steps_alike(digits: npt.NDArray[np.int8]) -> Bools:
    step = np.mod(np.diff(digits.astype(np.int64), axis=1), 10)
    return np.asarray((step == step[:, :1]).all(axis=1) & np.isin(step[:, 0], (0, 1, 9)))
