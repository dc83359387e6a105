"""What a lookup brings: places that hold one person, and what was and was not looked at. Nothing here holds a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.base import CollectionKind, Location, Skipped
from scanner.subject_match import How, Strength


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """A kind of key in a field of a place. ``rows`` is in how many rows, ``verbatim`` in how many of these the value is
    written just as it was given; ``through`` is the field from which a linked number came."""

    location: Location
    kind: str
    how: How
    rows: int
    verbatim: int = 0
    through: Location | None = None


@dataclass(frozen=True, slots=True)
class SubjectPlace:
    """A collection that holds the person. ``rows`` counts rows by how sure they are, ``numbers`` are the numbers of the
    first of them, the surest first; ``categories`` what these rows hold, each with the fields (labels) that hold it;
    ``named`` the kinds of keys that the name of the collection itself holds."""

    location: Location
    kind: CollectionKind
    database: str
    rows: Mapping[Strength, int]
    numbers: tuple[int, ...]
    matches: tuple[FieldMatch, ...]
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    named: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """All rows, however sure."""
        return sum(self.rows.values())


@dataclass(frozen=True, slots=True)
class Lookup:
    """The result: places, surest first; what could not be read; how many collections and rows were looked at; what was
    left out because the index does not point to it; how many numbers of the person were followed."""

    places: tuple[SubjectPlace, ...]
    unread: tuple[Skipped, ...]
    sources: tuple[str, ...]
    collections: int
    rows: int
    left_out: tuple[Location, ...] = ()
    followed: int = 0

    @property
    def exit_code(self) -> int:
        """1 where the person was found, 3 where not everything was read, else 0."""
        if self.places:
            return 1
        return 3 if self.unread or self.left_out else 0


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a lookup goes. ``likely`` are collections (source, name) to look at first, from the index; with ``only``
    the others are left out. With ``follow`` the numbers of the person's rows are looked for as well."""

    likely: frozenset[tuple[str, str]] = frozenset()
    only: bool = False
    follow: bool = True


EVERYWHERE = Reach()
