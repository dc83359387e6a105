"""What a configuration adds to the inspection of a column: detectors, names of fields, and what is not to be counted.

It holds while a context lasts, so that two runs in one process know nothing of each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from connectors.base import Collection, Field, Location
from detectors.base import Dismissed, Finding
from detectors.hits import Detect, FieldView, Hits
from detectors.tally import FieldTally
from detectors.text import Cells, Ints


@dataclass(frozen=True, eq=False)
class Sifted:
    """Sightings of a buffer without those that are allowed. ``whole`` and ``inside`` map a signal to the cells in
    which something was allowed: all of the cell, or a part of it."""

    found: dict[str, list[Hits]]
    whole: Mapping[str, Ints] = field(default_factory=dict)
    inside: Mapping[str, Ints] = field(default_factory=dict)


NameHints = Callable[[Field, Location | None], Mapping[str, float]]
"""Category -> strength (0 to 1) that the name of a field suggests, in a collection where it is known."""

Sift = Callable[[dict[str, list[Hits]], Cells, FieldView], Sifted]
"""Takes what is allowed out of the sightings of one buffer."""


Judged = tuple[list[Finding], list[Dismissed]]
"""Findings and dismissals of one collection."""

Settle = Callable[[str, Collection, Sequence[tuple[Field, FieldTally]], Judged], Judged]
"""Has the last word on what was judged of a collection of a source."""


@dataclass(frozen=True, eq=False)
class Additions:
    """Everything that is added. ``sift`` and ``settle`` are None where nothing is allowed or has to be reported."""

    detectors: tuple[Detect, ...] = ()
    name_hints: NameHints | None = None
    sift: Sift | None = None
    settle: Settle | None = None


_NOTHING = Additions()
_in_force: ContextVar[Additions] = ContextVar("additions in force", default=_NOTHING)


def current_additions() -> Additions:
    """What is added at this moment."""
    return _in_force.get()


def settle_collection(
    source: str, collection: Collection, fields: Sequence[tuple[Field, FieldTally]], judged: Judged
) -> Judged:
    """Findings and dismissals of a collection after the last word of a configuration."""
    settle = current_additions().settle
    return judged if settle is None else settle(source, collection, fields, judged)


@contextmanager
def add_to_inspection(additions: Additions) -> Iterator[None]:
    """Have these additions, and no others, while the context lasts."""
    token = _in_force.set(additions)
    try:
        yield
    finally:
        _in_force.reset(token)
