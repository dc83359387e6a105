"""Literals that detectors look for, all of them found in one native pass over a buffer.

A detector declares its literals when it is loaded; the automaton (Aho-Corasick) is built from everything that was
declared, so that one more word does not cost one more pass. Letter case of ASCII does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]

NOWHERE: Places = np.zeros(0, dtype=np.int64)
"""No place at all."""

_declared: dict[str, None] = {}


def fold_literal(word: str) -> str:
    """The form under which a literal is found: ASCII letters in lower case."""
    return word.encode().lower().decode()


def declare_literals(words: Iterable[str]) -> tuple[str, ...]:
    """Have these literals looked for in every buffer. They have to be in normalised form (half-width letters and
    digits, see ``detectors.text.normalise``). Returns them folded, without repeats."""
    folded = tuple(dict.fromkeys(fold_literal(word) for word in words if word))
    if any(word not in _declared for word in folded):
        _declared.update(dict.fromkeys(folded))
        _automaton.cache_clear()
    return folded


@cache
def _automaton() -> tuple[tuple[str, ...], ahocorasick_rs.BytesAhoCorasick]:
    words = tuple(_declared)
    return words, ahocorasick_rs.BytesAhoCorasick(
        [word.encode() for word in words], implementation=ahocorasick_rs.Implementation.DFA
    )


def find_literals(text: str) -> Mapping[str, Places]:
    """Where each declared literal begins in ``text`` (character positions, ascending); absent ones have no entry."""
    if not _declared:
        return {}
    words, automaton = _automaton()
    data = text.encode("utf-8", "surrogatepass").lower()
    found = np.array([match[:2] for match in automaton.find_matches_as_indexes(data, overlapping=True)], dtype=np.int64)
    if not len(found):
        return {}
    places = found[:, 1]
    if len(data) != len(text):
        begins = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) & 0xC0 != 0x80)
        places = np.searchsorted(begins, places)
    order = np.lexsort((places, found[:, 0]))
    which, places = found[order, 0], places[order]
    borders = np.flatnonzero(np.diff(which)) + 1
    return {
        words[number]: part
        for number, part in zip(which[np.concatenate(([0], borders))].tolist(), np.split(places, borders), strict=True)
    }
