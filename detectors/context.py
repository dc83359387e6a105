"""Words that give a value beside them its meaning (会員番号, ``card number``): where they stand, and what is near.

All of them are literals of the one shared pass (``detectors.literals``), so a further word costs no further pass.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import numpy as np

from detectors.literals import declare_literals
from detectors.text import Bools, Cells, Ints

_SHORT = 4
# "employee_no" stands for what people make of it.
_JOINTS = ("_", " ", "-", "")


@dataclass(frozen=True, slots=True)
class Words:
    """Declared words. ``avoid`` are characters that must not stand right before one: 被保険者番号 holds no
    保険者番号."""

    literals: tuple[str, ...]
    avoid: str = ""
    numbers: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "numbers", {word: number for number, word in enumerate(self.literals)})


@dataclass(frozen=True, eq=False)
class Places:
    """Where words stand, ordered by their ends (excluded); ``word`` is the number of the literal."""

    start: Ints
    end: Ints
    word: Ints

    def __len__(self) -> int:
        return len(self.start)

    def select(self, keep: Bools | Ints) -> Places:
        return Places(self.start[keep], self.end[keep], self.word[keep])


def spell(word: str) -> Iterator[str]:
    """The ways in which a word is written: an underscore may be a space, a hyphen or nothing; voiced kana may be
    two characters (half-width ﾊﾞ, decomposed text)."""
    for joint in _JOINTS if word.isascii() and "_" in word else ("_",):
        yield word.replace("_", joint)
    apart = unicodedata.normalize("NFD", word)
    if apart != word:
        yield apart


def declare_words(words: Iterable[str], avoid: str = "") -> Words:
    """Have words looked for in every buffer, in all their spellings. Half-width letters, digits and signs."""
    return Words(declare_literals(form for word in words for form in spell(word)), avoid)


@cache
def load_words(name: str) -> Words:
    """The shipped words of ``data/context.toml`` under a name."""
    data = tomllib.loads((files("detectors") / "data" / "context.toml").read_text(encoding="utf-8"))
    return declare_words(data["words"][name])


def find_words(cells: Cells, words: Words) -> Places:
    """Every place of a word. One of ASCII letters is no part of a longer word (``discard`` is no ``card``), though
    it may be one of several (``CardNumber``); words of five letters and more may have an ending."""
    listed = sorted(words.numbers[word] for word in cells.present(words.numbers.keys()))
    found = [(number, cells.places_of(words.literals[number])) for number in listed]
    if not found:
        none = np.zeros(0, dtype=np.int64)
        return Places(none, none, none)
    start = np.concatenate([at for _, at in found])
    word = np.repeat([number for number, _ in found], [len(at) for _, at in found]).astype(np.int64)
    size = np.array([len(literal) for literal in words.literals], dtype=np.int64)[word]
    places = Places(start, start + size, word)
    alone = _stand_alone(cells, places)
    if words.avoid:
        alone &= ~np.isin(_code_before(cells, places.start), list(map(ord, words.avoid)))
    places = places.select(alone)
    return places.select(np.lexsort((places.start, places.end)))


def _code_before(cells: Cells, position: Ints) -> Ints:
    return np.where(position > 0, cells.codes[np.maximum(position - 1, 0)], 0).astype(np.int64)


def _is_lower(codes: Ints) -> Bools:
    return np.asarray((codes >= 97) & (codes <= 122))


def _is_upper(codes: Ints) -> Bools:
    return np.asarray((codes >= 65) & (codes <= 90))


def _stand_alone(cells: Cells, places: Places) -> Bools:
    codes, size = cells.codes, places.end - places.start
    first, last = codes[places.start].astype(np.int64), codes[places.end - 1].astype(np.int64)
    before = _code_before(cells, places.start)
    after = np.where(places.end < len(codes), codes[np.minimum(places.end, len(codes) - 1)], 0).astype(np.int64)
    return ~_joined(before, first) & ~(_joined(last, after) & (size <= _SHORT))


def _joined(left: Ints, right: Ints) -> Bools:
    """Whether two neighbours are letters of one word: ``dC`` of ``creditCard`` are not."""
    letters = (_is_lower(left) | _is_upper(left)) & (_is_lower(right) | _is_upper(right))
    return np.asarray(letters & ~(_is_lower(left) & _is_upper(right)))


def follow_words(cells: Cells, words: Words, positions: Ints, reach: int) -> Bools:
    """Which positions have a word before them in the same cell, its end at most ``reach`` characters away."""
    if not len(positions) or not len(places := find_words(cells, words)):
        return np.zeros(len(positions), dtype=np.bool_)
    nearest = np.searchsorted(places.end, positions, side="right") - 1
    at = np.maximum(nearest, 0)
    begin = cells.starts[cells.cell_of(positions)]
    close = (nearest >= 0) & (positions - places.end[at] <= reach) & (places.start[at] >= begin)
    return np.asarray(close, dtype=np.bool_)


def stand_near(cells: Cells, words: Words, positions: Ints, reach: int) -> Bools:
    """Which positions have a word in the same cell that begins at most ``reach`` characters before or after."""
    if not len(positions) or not len(places := find_words(cells, words)):
        return np.zeros(len(positions), dtype=np.bool_)
    starts = np.sort(places.start)
    following = np.searchsorted(starts, positions, side="right")
    cell = cells.cell_of(positions)
    begin, end = cells.starts[cell], cells.starts[cell + 1]
    earlier = starts[np.maximum(following - 1, 0)]
    later = starts[np.minimum(following, len(starts) - 1)]
    near = (following > 0) & (earlier >= begin) & (positions - earlier <= reach)
    near |= (later >= positions) & (later < end) & (later - positions <= reach)
    return np.asarray(near, dtype=np.bool_)
