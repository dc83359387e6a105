"""Hints at special-care data in running text: 病気, 入院, ``diagnosed``, 前科.

A word for an illness in a review is no finding. Counted are the cells and the sentences that hold such a word, so that
a field of inquiries can be rated higher: signals ``special-care-hint`` and ``special-care-hint:sentences``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files

import numpy as np

from detectors.context import declare_words, find_words
from detectors.hits import FieldView, Result, Signals
from detectors.text import SEPARATOR, Bools, Cells, is_one_of

HINT = "special-care-hint"

# Below this a cell is a label or a list entry, where the word is data of another detector or says nothing.
_SHORTEST_TEXT = 10
_SENTENCE_ENDS = "。!?！？\n" + SEPARATOR


def _load_words() -> tuple[str, ...]:
    data = tomllib.loads((files("detectors") / "data" / "special_care.toml").read_text(encoding="utf-8"))
    data.pop("version")
    return tuple(word for lists in data.values() for listed in lists.values() for word in listed)


_WORDS = declare_words(_load_words())


def find_special_care_hints(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Cells of text that hold such a word, with the number of their sentences that do."""
    if view.kind == "access-log" or not len(places := find_words(cells, _WORDS)):
        return
    cell = cells.cell_of(places.start)
    long = cells.lengths[cell] >= _SHORTEST_TEXT
    if not long.any():
        return
    cell, start = cell[long], places.start[long]
    ends = np.flatnonzero(is_one_of(cells.codes, _SENTENCE_ENDS) | _english_ends(cells))
    sentences, first = np.unique(np.searchsorted(ends, start), return_index=True)
    weighted = int(cells.weights[cell[first]].sum()) if len(sentences) else 0
    yield Signals(HINT, np.unique(cell), {"sentences": weighted})


def _english_ends(cells: Cells) -> Bools:
    """Full stops before a space."""
    codes = cells.codes
    ends: Bools = codes == ord(".")
    ends[:-1] &= codes[1:] == ord(" ")
    return ends
