"""What a source declares about itself: what it is for, whose data it holds, who answers for it and who else gets it.

It is written in ``[[source]]`` blocks of the configuration and travels with every report, so that a run can be set
against another policy later.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True)
class Provided:
    """A third party that gets data of the source: the id of the recipient (in the policy's register, or a name of its
    own) and the item of the policy on which the provision rests (``5-6``; empty: none was declared)."""

    recipient: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What holds for the collections or fields that match a glob instead of the source's own words. None: as the
    source says; an empty tuple or text: nothing is declared for them."""

    glob: str
    purposes: tuple[str, ...] | None = None
    subjects: tuple[str, ...] | None = None
    retention: str | None = None

    def covers(self, collection: str, field: str) -> bool:
        """Whether a field of a collection matches; the glob is tried on the collection and on collection.field."""
        return fnmatchcase(collection, self.glob) or fnmatchcase(f"{collection}.{field}", self.glob)


@dataclass(frozen=True, slots=True)
class Declaration:
    """The declaration of one source.

    ``purposes`` are ids of the policy (empty: none), ``where`` narrows them (first match wins). ``subjects`` says whose
    data it is (``customer``, ``employee``; the ids of ``data/subjects.toml``), ``retention`` is an ISO 8601 duration
    (``P5Y``), ``entrusted_to`` names processors of the policy's register, ``provided_to`` recipients. ``encrypted``
    and ``access_log`` are None where nobody has said. ``environment`` is ``production``, ``staging``, ``test`` or
    ``development``, ``country`` an ISO 3166 code of where the data is kept, ``reviewed`` the ISO 8601 date on which
    somebody last went over the declaration.
    """

    source: str
    purposes: tuple[str, ...] = ()
    where: tuple[Narrowing, ...] = ()
    department: str = ""
    environment: str = ""
    subjects: tuple[str, ...] = ()
    retention: str = ""
    entrusted_to: tuple[str, ...] = ()
    provided_to: tuple[Provided, ...] = ()
    encrypted: bool | None = None
    access_log: bool | None = None
    country: str = ""
    reviewed: str = ""

    def purposes_at(self, collection: str, field: str) -> tuple[str, ...]:
        """The purposes declared for one field."""
        for one in self.where:
            if one.purposes is not None and one.covers(collection, field):
                return one.purposes
        return self.purposes

    def subjects_at(self, collection: str, field: str = "") -> tuple[str, ...]:
        """Whose data one field is declared to hold."""
        for one in self.where:
            if one.subjects is not None and one.covers(collection, field):
                return one.subjects
        return self.subjects

    def retention_at(self, collection: str, field: str = "") -> str:
        """How long one field may be kept."""
        for one in self.where:
            if one.retention is not None and one.covers(collection, field):
                return one.retention
        return self.retention

    def all_purposes(self) -> tuple[str, ...]:
        """Every purpose that the declaration names, each once."""
        narrowed = (purpose for one in self.where for purpose in one.purposes or ())
        return tuple(dict.fromkeys((*self.purposes, *narrowed)))
