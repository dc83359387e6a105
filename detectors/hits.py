"""What a detector hands back: arrays of places, and what it gets to see of a field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from connectors.base import CollectionKind, Field, Location
from detectors.text import Bools, Cells, Ints


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field as detectors see it: its description, the kind of collection, and what its name suggests
    (category -> strength from 0 to 1). ``parts`` are categories of which the name says that the field is a part
    whose values prove nothing (a room number, the expiry of a card). ``place`` is its collection, where known."""

    field: Field
    kind: CollectionKind
    hints: Mapping[str, float]
    parts: frozenset[str] = frozenset()
    place: Location | None = None

    def hinted(self, *prefixes: str) -> float:
        """The strongest suggestion for a category or its children."""
        return max(
            (
                strength
                for category, strength in self.hints.items()
                if any(category == prefix or category.startswith(prefix + ".") for prefix in prefixes)
            ),
            default=0.0,
        )


@dataclass(frozen=True, eq=False)
class Hits:
    """Sightings of one category in a buffer. ``start``/``end`` are positions in the buffer (end excluded).

    ``strong`` hits count by themselves; the others only together with the column (its name, its rate of
    matches, its check digits). ``tried``/``passed`` count distinct values that had the shape and those of
    them that passed the hard test; 0 where there is none.
    """

    category: str
    start: Ints
    end: Ints
    strong: Bools
    tried: int = 0
    passed: int = 0
    check: str = ""


@dataclass(frozen=True, eq=False)
class Signals:
    """Counts of cells that are something by themselves without being a category: ``name.full``, ``date``,
    ``organisation``. ``cells`` are cell numbers (each once)."""

    name: str
    cells: Ints
    extra: Mapping[str, int] = field(default_factory=dict)


Result = Hits | Signals


class Detect(Protocol):
    """A detector: looks at one buffer of one field."""

    def __call__(self, cells: Cells, view: FieldView) -> Iterator[Result]: ...


def make_hits(
    category: str, spans: Iterable[tuple[int, int, bool]], tried: int = 0, passed: int = 0, check: str = ""
) -> Hits | None:
    """Hits from (start, end, strong) triples; None when there are none and nothing was tried."""
    listed = list(spans)
    if not listed and not tried:
        return None
    table = np.array(listed, dtype=np.int64).reshape(-1, 3)
    return Hits(category, table[:, 0], table[:, 1], table[:, 2].astype(np.bool_), tried, passed, check)


def hit_cells(category: str, cells: Cells, chosen: npt.ArrayLike) -> Hits | None:
    """Whole cells (by number, in order) as hits that count only together with the column; None without any."""
    listed: Ints = np.asarray(chosen, dtype=np.int64)
    if not len(listed):
        return None
    return Hits(category, cells.starts[listed], cells.starts[listed + 1] - 1, np.zeros(len(listed), dtype=np.bool_))


def find_all(text: str, literal: str) -> Iterator[int]:
    """Every position of a literal."""
    at = text.find(literal)
    while at >= 0:
        yield at
        at = text.find(literal, at + 1)
