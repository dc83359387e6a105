"""Cells of one column as a single buffer, normalised without moving a character.

Every detector reads this buffer, so that a column costs a few native passes and not one call per cell.
Normalisation maps each character to exactly one character (full-width and other compatibility forms, digits
of every script, hyphen look-alikes), so an offset in the normalised text *is* the offset in the stored text
and no map has to be carried along. Forms whose compatibility decomposition is longer than one character
(㈱, ㍻) stay as they are; patterns that need them name them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from detectors.literals import NOWHERE, find_literals

SEPARATOR = "\x1a"
"""Stands between cells in the buffer (ASCII substitute; to a pattern the record separator would be white space). No
pattern may match it, so none crosses cells."""

_HYPHENS = (*range(0x2010, 0x2016), 0x2043, 0x2212, 0x2796, 0xFE58, 0xFE63, 0xFF0D)
_PROLONGED_SOUND = 0x30FC
# Blocks outside the BMP whose characters have one-character compatibility forms (mathematical letters and
# digits, enclosed letters, CJK compatibility ideographs).
_ASTRAL = ((0x1D400, 0x1D800), (0x1F100, 0x1F200), (0x2F800, 0x2FA20))

Codes = npt.NDArray[np.uint8] | npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_CONTROL_SEQUENCE = re.compile(r"\x1b\[[0-9;?]{0,40}[ -/]?[@-~]")
_SPACE, _HYPHEN, _OPENING, _CLOSING = map(ord, " -()")


@lru_cache(maxsize=1)
def one_to_one() -> npt.NDArray[np.uint32]:
    """Code point -> code point of its one-character compatibility form (NFKC, Unicode Standard Annex 15)."""
    table = np.arange(0x110000, dtype=np.uint32)
    for low, high in ((0x80, 0xD800), (0xE000, 0x10000), *_ASTRAL):
        for code in range(low, high):
            character = chr(code)
            digit = unicodedata.digit(character, None) if unicodedata.category(character) == "Nd" else None
            if digit is not None:
                table[code] = 48 + digit
            elif unicodedata.decomposition(character):
                folded = unicodedata.normalize("NFKC", character)
                if len(folded) == 1:
                    table[code] = ord(folded)
    table[list(_HYPHENS)] = ord("-")
    return table


def normalise(text: str) -> str:
    """``text`` in its one-to-one normal form; always the same length."""
    return text if text.isascii() else _decode(_normalise_codes(_encode(text)))


def _encode(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _decode(codes: npt.NDArray[np.uint32]) -> str:
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def _normalise_codes(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    folded = one_to_one()[codes]
    # ー is a hyphen only between digits (０９０ー１２３４); anywhere else it is part of a word (コーヒー).
    marks = np.flatnonzero(folded[1:-1] == _PROLONGED_SOUND) + 1
    if marks.size:
        between = is_digit(folded[marks - 1]) & is_digit(folded[marks + 1])
        folded[marks[between]] = ord("-")
    return folded


SPACES = frozenset(chr(code) for code in range(0x80) if chr(code).isspace())
"""What tests strip, of ASCII; for :func:`may_become` other spaces are rare."""

# Blocks of which each character is its own NFKC and case-folded form (for Latin letters: but for their case) and
# never joins the one before it.
_PLAIN = ((0, 0x80), (0x3041, 0x3097), (0x30A1, 0x30FB), (0x30FC, 0x30FD), (0x4E00, 0xA000))


def _blank_colours(text: str, codes: Codes) -> Codes:
    """Terminal sequences (ECMA-48 control sequences, the colours of a log) made blank: their last letter would stand
    next to what they colour."""
    blank = codes.copy()
    for found in _CONTROL_SEQUENCE.finditer(text):
        blank[found.start() : found.end()] = _SPACE
    return blank


def is_one_of(codes: npt.NDArray[np.integer], marks: str) -> Bools:
    """Which codes are one of a few characters (for so few, faster than ``np.isin``)."""
    found: Bools = np.zeros(codes.shape, dtype=np.bool_)
    for mark in marks:
        found |= codes == ord(mark)
    return found


@cache
def may_become(marks: frozenset[str]) -> Bools:
    """Code point -> whether the character is one of ``marks`` (lower-case where they are letters) or may become
    or hold one by NFKC and case folding: a cheap look before a test that folds. All that is rare is true."""
    table: Bools = np.ones(0x110000, dtype=np.bool_)
    for low, high in _PLAIN:
        table[low:high] = False
    table[[ord(form) for mark in marks for form in (mark, mark.upper()) if len(form) == 1]] = True
    return table


def is_digit(codes: npt.NDArray[np.unsignedinteger]) -> Bools:
    """Which codes are ASCII digits (all digits are, after normalisation)."""
    # Unsigned: what is below "0" wraps around to far above 9.
    return (codes - codes.dtype.type(48)) <= 9


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

    @cached_property
    def length(self) -> Ints:
        return self.end - self.start

    @cached_property
    def sizes(self) -> frozenset[int]:
        """The lengths that occur; one more stands for all of 64 digits and more."""
        return frozenset(np.flatnonzero(np.bincount(np.minimum(self.length, 64))).tolist())

    def has_gap(self, mark: str) -> bool:
        """Whether a character stands in a gap."""
        if mark not in self._has_gap:
            self._has_gap[mark] = bool((self.gap == ord(mark)).any())
        return self._has_gap[mark]

    @cached_property
    def _has_gap(self) -> dict[str, bool]:
        return {}

    @cached_property
    def after_capital(self) -> Ints:
        """The numbers of the runs right behind which, to the left, a capital letter of ASCII stands."""
        return np.flatnonzero((self.before >= 65) & (self.before <= 90))

    def of_size(self, size: int) -> Ints:
        """The numbers of the runs of a length."""
        if size not in self._by_size:
            self._by_size[size] = np.flatnonzero(self.length == size)
        return self._by_size[size]

    @cached_property
    def _by_size(self) -> dict[int, Ints]:
        return {}


def edges_of(inside: Bools) -> tuple[Ints, Ints]:
    """Where each stretch of true values starts and ends (excluded)."""
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    bounds = ([0], edges) if inside.size and inside[0] else (edges,)
    edges = np.concatenate((*bounds, [len(inside)]) if inside.size and inside[-1] else bounds)
    return edges[::2], edges[1::2]


def _runs_of(codes: Codes) -> Runs:
    start, end = edges_of(is_digit(codes))
    if not start.size:
        none = np.zeros(0, dtype=np.int64)
        return Runs(none, none, none, none, none)
    last = len(codes) - 1
    before = np.where(start > 0, codes[np.maximum(start - 1, 0)], 0).astype(np.int64)
    after = np.where(end <= last, codes[np.minimum(end, last)], 0).astype(np.int64)
    width = np.append(start[1:], len(codes) + 9) - end
    gap = np.where(width == 1, after, 0)
    two = np.flatnonzero(width == 2)
    if two.size:
        first, second = after[two], codes[end[two] + 1]
        closing = (first == _CLOSING) & ((second == _SPACE) | (second == _HYPHEN))
        opening = (second == _OPENING) & ((first == _SPACE) | (first == _HYPHEN))
        gap[two] = np.where(closing, _CLOSING, np.where(opening, _OPENING, 0))
    return Runs(start, end, gap, before, after)


@dataclass(frozen=True, eq=False)
class Cells:
    """Non-null cells joined by :data:`SEPARATOR`.

    ``raw`` is as stored, ``text`` normalised, ``codes`` the code points of ``text``; ``starts`` has n + 1
    entries: cell i is ``text[starts[i] : starts[i + 1] - 1]``. ``weights`` says how many rows hold each cell
    when the cells are distinct values (else ones).
    """

    raw: str
    starts: Ints
    weights: Ints

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def raw_codes(self) -> Codes:
        """The code points of ``raw``."""
        if self.raw.isascii():
            return np.frombuffer(self.raw.encode("ascii"), dtype=np.uint8)
        return _encode(self.raw)

    @cached_property
    def codes(self) -> Codes:
        raw = self.raw_codes
        codes = raw if raw.dtype == np.uint8 else _normalise_codes(raw.astype(np.uint32, copy=False))
        return _blank_colours(self.raw, codes) if "\x1b" in self.raw else codes

    @cached_property
    def text(self) -> str:
        if self.raw.isascii() and "\x1b" not in self.raw:
            return self.raw
        return _decode(self.codes.astype(np.uint32, copy=False))

    @cached_property
    def lengths(self) -> Ints:
        """Characters in each cell."""
        return np.diff(self.starts) - 1

    @cached_property
    def characters(self) -> frozenset[str]:
        """Which characters occur at all: the cheapest gate for a pattern that needs one of them."""
        present = np.zeros(0x110000 if self.codes.dtype == np.uint32 else 256, dtype=np.bool_)
        present[self.codes] = True
        return frozenset(map(chr, np.flatnonzero(present).tolist()))

    @cached_property
    def runs(self) -> Runs:
        """The digit runs of the buffer, in order."""
        return _runs_of(self.codes)

    @cached_property
    def latin(self) -> npt.NDArray[np.uint8]:
        """The codes below 256 and 0 for all others: an index into tables of 256."""
        if self.codes.dtype == np.uint8:
            return np.asarray(self.codes, dtype=np.uint8)
        return np.where(self.codes < 256, self.codes, 0).astype(np.uint8)

    @cached_property
    def digits(self) -> Ints:
        """Digits in each cell."""
        total = np.concatenate(([0], np.cumsum(self.runs.length)))
        return np.diff(total[self.first_runs])

    @cached_property
    def first_runs(self) -> Ints:
        """The number of the first digit run of each cell (of the next, where it has none), and how many there are."""
        return np.searchsorted(self.runs.start, self.starts)

    @cached_property
    def beyond_ascii(self) -> Bools:
        """Which cells hold a character that is not ASCII."""
        if self.raw.isascii() or not len(self):
            return np.zeros(len(self), dtype=np.bool_)
        # One more, since the last cell may be empty.
        return np.asarray(np.logical_or.reduceat(np.append(self.codes > 127, False), self.starts[:-1]))

    def positions_of(self, mark: str) -> Ints:
        """Where a character stands in the buffer."""
        return np.flatnonzero(self.codes == ord(mark))

    def holding(self, mark: str) -> Bools:
        """Which cells hold a character."""
        if mark not in self.characters:
            return np.zeros(len(self), dtype=np.bool_)
        return self._holding(self.positions_of(mark))

    def holding_any(self, table: Bools) -> Bools:
        """Which cells hold a character that is true in a table by code point."""
        return self._holding(np.flatnonzero(table[self.codes] & (self.codes != ord(SEPARATOR))))

    def _holding(self, places: Ints) -> Bools:
        # The borders of the cells are looked for among the places: often they are far fewer.
        borders = np.searchsorted(places, self.starts)
        holds: Bools = borders[1:] > borders[:-1]
        return holds

    @cached_property
    def _literals(self) -> Mapping[str, Ints]:
        return find_literals(self.text)

    def places_of(self, literal: str) -> Ints:
        """Where a declared literal begins in the buffer, whatever its letter case (see ``detectors.literals``)."""
        return self._literals.get(literal, NOWHERE)

    def present(self, literals: Set[str]) -> set[str]:
        """Which of some declared (and folded) literals occur at all."""
        return self._literals.keys() & literals

    def may_hold(self, literal: str) -> bool:
        """Whether all characters of a literal occur: else there is no need to look for it."""
        return all(mark in self.characters for mark in literal)

    @cached_property
    def first(self) -> Codes:
        """The first code of each cell (of an empty cell the separator, or 0)."""
        return self._code_at(self.starts[:-1])

    @cached_property
    def last(self) -> Codes:
        """The last code of each cell (of an empty cell the separator, or 0)."""
        return self._code_at(np.maximum(self.starts[1:] - 2, self.starts[:-1]))

    def _code_at(self, positions: Ints) -> Codes:
        codes: Codes = np.zeros(len(positions), dtype=self.codes.dtype)
        # Only an empty last cell begins beyond the buffer.
        inside = positions < len(self.codes)
        codes[inside] = self.codes[positions[inside]]
        return codes

    def cell_of(self, positions: npt.ArrayLike) -> Ints:
        """The cell that holds each position of the buffer."""
        return np.searchsorted(self.starts, positions, side="right") - 1

    def values(self) -> list[str]:
        """The normalised cells as strings, for detectors that judge a whole cell by dictionary."""
        return self._values

    @cached_property
    def _values(self) -> list[str]:
        return self.text.split(SEPARATOR) if len(self) else []

    def raw_values(self) -> list[str]:
        """The cells as stored."""
        return self.raw.split(SEPARATOR) if len(self) else []


def join_cells(values: pa.Array, weights: Ints | None = None) -> Cells:
    """Join an Arrow string array without nulls into one buffer."""
    count = len(values)
    if not count:
        return Cells("", np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64))
    if pc.any(pc.match_substring(values, SEPARATOR)).as_py():
        values = pc.replace_substring(values, SEPARATOR, " ")
    as_list = pa.ListArray.from_arrays(pa.array([0, count], pa.int32()), values)
    raw: str = pc.binary_join(as_list, SEPARATOR)[0].as_py()
    lengths = pc.utf8_length(values).to_numpy(zero_copy_only=False).astype(np.int64)
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(lengths + 1, out=starts[1:])
    if weights is None:
        weights = np.ones(count, dtype=np.int64)
    return Cells(raw, starts, weights)
