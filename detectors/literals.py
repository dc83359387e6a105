"""Literals that detectors look for, all of them found in one native pass over a buffer.

A detector declares its literals when it is loaded; the automaton (Aho-Corasick) is built from everything that was
declared, so that one more word does not cost one more pass. Letter case of ASCII does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import chain

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


class LiteralFinder:
    """Looks for folded literals, all of them in one native pass. A deterministic automaton is the fastest, but grows
    with what it knows: only for some thousand words."""

    def __init__(self, words: Iterable[str], *, deterministic: bool = True) -> None:
        self.words = tuple(dict.fromkeys(words))
        chosen = ahocorasick_rs.Implementation.DFA if deterministic else ahocorasick_rs.Implementation.ContiguousNFA
        patterns = [word.encode() for word in self.words]
        self._automaton = ahocorasick_rs.BytesAhoCorasick(patterns, implementation=chosen)

    def find(self, text: str) -> Mapping[str, Places]:
        """Where each literal begins in ``text`` (character positions, ascending); absent ones have no entry."""
        data = text.encode("utf-8", "surrogatepass").lower()
        matches = self._automaton.find_matches_as_indexes(data, overlapping=True)
        found = np.fromiter(chain.from_iterable(matches), dtype=np.int64, count=3 * len(matches)).reshape(-1, 3)
        return _order_matches(self.words, found, text, data)


class _Added:
    """Literals of one context, and the finder for them and for all that are declared by the time of use."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words
        self._finder = LiteralFinder(())
        self._known = -1

    def find(self, text: str) -> Mapping[str, Places]:
        if self._known != len(_declared):
            self._known, self._finder = len(_declared), LiteralFinder((*_declared, *self.words))
        return self._finder.find(text)


_added: ContextVar[_Added | None] = ContextVar("added literals", default=None)


@contextmanager
def add_literals(words: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Have further literals looked for in every buffer while the context lasts; see :func:`declare_literals`."""
    folded = tuple(dict.fromkeys(fold_literal(word) for word in words if word))
    outer = _added.get()
    token = _added.set(_Added((*(outer.words if outer else ()), *folded)) if folded else outer)
    try:
        yield folded
    finally:
        _added.reset(token)


@cache
def _automaton() -> LiteralFinder:
    return LiteralFinder(_declared)


def find_literals(text: str) -> Mapping[str, Places]:
    """Where each declared literal begins in ``text`` (character positions, ascending); absent ones have no entry."""
    added = _added.get()
    if added is None and not _declared:
        return {}
    return (_automaton() if added is None else added).find(text)


def _order_matches(
    words: tuple[str, ...], found: npt.NDArray[np.int64], text: str, data: bytes
) -> Mapping[str, Places]:
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
