"""The disclosure sheet: where one person's data is, what for, whose it is to mend, and what was not looked at.

It holds no value. Names of files, tables and fields that hold one are written with its kind instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from reports.linkage import covered
from reports.policy import Article, Policy
from scanner.config import Source
from scanner.subject_keys import load_words, say
from scanner.subject_log import LogEntry
from scanner.subject_match import How, Strength
from scanner.subject_patterns import Patterns
from scanner.subject_places import FieldMatch, Lookup, SubjectPlace

_SCATTERED = ("text", "log", "access-log", "crash", "media")
"""Kinds of collections that are no personal information database by themselves (APPI 16(1))."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked: the ticket, when, how many keys of each kind, and the line of the log (None before it stands)."""

    reference: str
    time: datetime
    keys: Mapping[str, int]
    entry: LogEntry | None = None


@dataclass(frozen=True, slots=True)
class SheetMatch:
    """A kind of key in a field; ``through`` is the place from which a linked number came."""

    field: str
    kind: str
    how: How
    rows: int
    verbatim: int
    through: str = ""
    nested: bool = False


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """A place with everything that the sheet says of it; ``kind`` and ``nature`` are codes of the words."""

    source: str
    collection: str
    kind: str
    database: str
    nature: str
    rows: Mapping[Strength, int]
    numbers: tuple[int, ...]
    matches: tuple[SheetMatch, ...]
    categories: Mapping[str, tuple[str, ...]]
    purposes: tuple[str, ...]
    owner: str
    retention: tuple[str, ...]
    entrusted: tuple[str, ...]
    provided: tuple[str, ...]
    named: tuple[str, ...]

    @property
    def label(self) -> str:
        """Source and collection."""
        return f"{self.source}/{self.collection}"


@dataclass(frozen=True, slots=True)
class Unread:
    """A place of which nothing can be said, with the code and the sentence why."""

    place: str
    reason: str
    problem: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the erasure plan; ``place`` is empty for what holds everywhere, ``statement`` a template that the
    owner of a database fills in."""

    place: str
    text: str
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole sheet."""

    request: Request
    policy: Policy
    places: tuple[SheetPlace, ...]
    unread: tuple[Unread, ...]
    left_out: tuple[str, ...]
    sources: tuple[str, ...]
    collections: int
    rows: int
    followed: int
    steps: tuple[Step, ...] = field(default=())

    @property
    def clause(self) -> Article | None:
        """The article of the policy on requests of persons."""
        return next((article for article in self.policy.articles if article.role == "rights"), None)

    def with_steps(self, steps: tuple[Step, ...]) -> Sheet:
        """The sheet with an erasure plan."""
        return replace(self, steps=steps)


def make_sheet(
    lookup: Lookup, request: Request, sources: tuple[Source, ...], policy: Policy, patterns: Patterns
) -> Sheet:
    """The sheet of a lookup; ``patterns`` are those of the keys, which may stand in no name."""
    declared = {source.id: source for source in sources}
    places = (_describe(place, declared[place.location.source], policy, patterns) for place in lookup.places)
    unread = (Unread(patterns.hide(str(one.location)), one.reason, patterns.hide(one.problem)) for one in lookup.unread)
    return Sheet(
        request,
        policy,
        tuple(places),
        tuple(unread),
        tuple(patterns.hide(str(place)) for place in lookup.left_out),
        tuple(map(patterns.hide, lookup.sources)),
        lookup.collections,
        lookup.rows,
        lookup.followed,
    )


def _describe(place: SubjectPlace, source: Source, policy: Policy, patterns: Patterns) -> SheetPlace:
    collection = place.location.collection
    fields = [match.location.field for match in place.matches]
    fields += [label for labels in place.categories.values() for label in labels]
    declaration = source.declaration
    purposes = dict.fromkeys(purpose for one in fields or [""] for purpose in declaration.purposes_at(collection, one))
    return SheetPlace(
        patterns.hide(source.id),
        patterns.hide(collection),
        place.kind,
        place.database,
        "scattered" if place.kind in _SCATTERED else "database",
        place.rows,
        place.numbers,
        tuple(_match(match, patterns) for match in place.matches),
        {category: tuple(map(patterns.hide, labels)) for category, labels in place.categories.items()},
        tuple(purposes),
        " / ".join(filter(None, (declaration.department, source.owner))),
        _retention(place, source, policy),
        declaration.entrusted_to,
        tuple(one.recipient for one in declaration.provided_to),
        place.named,
    )


def _match(match: FieldMatch, patterns: Patterns) -> SheetMatch:
    place = match.location
    return SheetMatch(
        patterns.hide(".".join(filter(None, (place.field, place.path)))),
        match.kind,
        match.how,
        match.rows,
        match.verbatim,
        patterns.hide(str(match.through)) if match.through else "",
        bool(place.path),
    )


def _retention(place: SubjectPlace, source: Source, policy: Policy) -> tuple[str, ...]:
    """How long the data may or has to be kept, as the source declares and as the policy says of what it holds."""
    declared = source.declaration.retention_at(place.location.collection)
    told = [
        f"{one.period or one.text}{f' ({one.starts})' if one.starts else ''}"
        for one in policy.retention
        if not one.categories or any(covered(category, one.categories) for category in place.categories)
    ]
    return tuple(dict.fromkeys(filter(None, (declared, *told))))


def say_field(name: str, lang: str) -> str:
    """A field; the words "whole line" where a collection has none."""
    return name or say("whole-line", lang)


def say_match(match: SheetMatch, lang: str) -> str:
    """How a key was found in a field, in words and without its value."""
    kinds, name = say_kind(match.kind, lang), say_field(match.field, lang)
    if match.how == "linked":
        return say("linked-by", lang, field=name, place=match.through, rows=match.rows)
    return say("inside" if match.how == "inside" else "whole", lang, field=name, kinds=kinds, rows=match.rows)


def say_kind(kind: str, lang: str) -> str:
    """What a kind of key is called."""
    title: str = load_words()["kind"][kind]["title"][lang]
    return title
