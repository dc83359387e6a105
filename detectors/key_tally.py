"""The keys of persons of a field, as keyed digests: collected while its batches are looked at, under a secret key.

Nothing is collected without one. Digests are made of whole cells where the field is called after a key, and of the
sightings inside its cells otherwise; columns that are neither cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detectors.hits import FieldView, Hits
from detectors.key_members import KeyMembers
from detectors.keyed_sketch import NO_KEYS, KeyedSketch, sort_once
from detectors.person_keys import PERSON_KEYS, Digests, digest_keys, normalise_person_key
from detectors.text import SEPARATOR, Bools, Cells, Ints

_CLEAR_NAME = 0.5
# Sightings that do not count by themselves are looked at where they fill at least this share of the cells of a batch:
# below that no field is judged to be what they look like.
_SOME = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class KeyTally:
    """The keys of one category in a field. ``members`` is None where none are kept; ``cells`` of those that were read
    are a key and nothing else, so that a field with fewer of them than values may hold others that nobody knows.
    ``sure``: the field is called after the key, or sightings in it count by themselves."""

    sketch: KeyedSketch = NO_KEYS
    members: KeyMembers | None = None
    cells: int = 0
    sure: bool = False

    def __add__(self, other: KeyTally) -> KeyTally:
        members = None if self.members is None or other.members is None else self.members + other.members
        return KeyTally(self.sketch + other.sketch, members, self.cells + other.cells, self.sure or other.sure)


@dataclass(frozen=True, slots=True)
class Fingerprinting:
    """What is collected: digests under ``secret`` (never shown or written), all of them or, without ``members``, the
    sketch alone."""

    secret: bytes = field(repr=False)
    members: bool = True


_in_force: ContextVar[Fingerprinting | None] = ContextVar("fingerprinting in force", default=None)


@contextmanager
def fingerprint_persons(how: Fingerprinting | None) -> Iterator[None]:
    """Have keys of persons collected while the context lasts."""
    token = _in_force.set(how)
    try:
        yield
    finally:
        _in_force.reset(token)


def collect_keys(found: Mapping[str, Sequence[Hits]], cells: Cells, view: FieldView) -> dict[str, KeyTally]:
    """The keys of one buffer by category; empty where none are collected."""
    how = _in_force.get()
    if how is None:
        return {}
    tallies = {}
    for category in PERSON_KEYS.keys() & (found.keys() | view.hints.keys()):
        called = view.hints.get(category, 0.0) >= _CLEAR_NAME
        hits = found.get(category, ())
        digests, filled = _digest(category, cells, hits, called, how.secret)
        if len(digests):
            digests = sort_once(digests)
            tallies[category] = KeyTally(
                KeyedSketch.of_sorted(digests),
                KeyMembers.of_sorted(digests) if how.members else None,
                int(cells.weights[filled].sum()),
                called or any(bool(hit.strong.any()) for hit in hits),
            )
    return tallies


@dataclass(frozen=True, slots=True, eq=False)
class _Spans:
    """Places in the buffer, with the cell of each, and whether they fill it."""

    start: Ints
    end: Ints
    cell: Ints
    whole: Bools

    def of(self, chosen: Bools) -> _Spans:
        return _Spans(self.start[chosen], self.end[chosen], self.cell[chosen], self.whole[chosen])


def _digest(category: str, cells: Cells, hits: Sequence[Hits], called: bool, secret: bytes) -> tuple[Digests, Bools]:
    """Digests, and which cells are a key as a whole."""
    filled: Bools = np.zeros(len(cells), dtype=np.bool_)
    parts = [np.zeros(0, dtype=np.uint64)]
    if called:
        keys = normalise_person_key(category, _split(cells.text))
        filled = np.array(keys.is_valid().to_numpy(zero_copy_only=False))
        parts.append(digest_keys(category, keys.drop_null(), secret))
    if hits and not filled.all():
        spans = _join(hits, cells)
        spans = spans.of(~filled[spans.cell])
        if len(spans.start):
            keys = normalise_person_key(category, _split(_cut(cells, spans)))
            valid = keys.is_valid().to_numpy(zero_copy_only=False)
            filled[spans.cell[valid & spans.whole]] = True
            parts.append(digest_keys(category, keys.drop_null(), secret))
    return np.concatenate(parts), filled


def _join(hits: Sequence[Hits], cells: Cells) -> _Spans:
    """The places that count: of strong sightings, and of all where they are many."""
    start, end, strong = (np.concatenate([getattr(hit, name) for hit in hits]) for name in ("start", "end", "strong"))
    cell = cells.cell_of(start)
    whole = (end - start) * 10 >= cells.lengths[cell] * 9
    spans = _Spans(start, end, cell, whole)
    filled = np.zeros(len(cells), dtype=np.bool_)
    filled[cell[whole]] = True
    if int(cells.weights[filled].sum()) >= _SOME * int(cells.weights.sum()):
        return spans
    return spans.of(strong)


def _split(text: str) -> pa.Array:
    return pc.list_flatten(pc.split_pattern(pa.array([text], pa.large_string()), SEPARATOR)).cast(pa.string())


def _cut(cells: Cells, spans: _Spans) -> str:
    """The text of each place, joined as cells are."""
    sizes = spans.end - spans.start + 1
    ends = np.cumsum(sizes)
    place = np.arange(int(ends[-1])) - np.repeat(ends - sizes, sizes) + np.repeat(spans.start, sizes)
    codes = cells.codes[np.minimum(place, len(cells.codes) - 1)]
    codes[ends - 1] = ord(SEPARATOR)
    joined: str = codes[:-1].tobytes().decode("ascii" if codes.dtype == np.uint8 else "utf-32-le", "surrogatepass")
    return joined
