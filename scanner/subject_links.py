"""Numbers that stand in a person's rows, followed into other places: the customer number leads to the orders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.base import Batch, CollectionKind, Field, Location
from connectors.nested import NestedFields
from detectors.person_keys import normalise_person_key
from reports.linkage import covered, fold_name, load_linkage, reference_stems, table_stems
from scanner.subject_keys import SubjectKey
from scanner.subject_match import Bools, Columns, Sight, number_category
from scanner.subject_patterns import Patterns, is_distinctive

MOST_LINKS = 1000
"""Numbers of one person that are followed."""
_ANY_NUMBER = "personal.account.customer_no"
_BARE = frozenset(("id", "no", "no.", "番号", "コード", "number", "code"))


@dataclass(frozen=True, slots=True)
class Link:
    """A number from a row of the person, and the field that it came from. ``category`` is what that field holds (""
    where its name does not say); ``own``: it is the number by which its table names its rows."""

    origin: Location
    category: str
    own: bool
    plain: str = field(repr=False)

    def leads_to(self, place: Location, category: str) -> bool:
        """Whether a field elsewhere holds such numbers, by its category or its name."""
        if (place.source, place.collection) == (self.origin.source, self.origin.collection):
            return False
        if self.category and category == self.category:
            return True
        if place.source != self.origin.source:
            return False
        if self.own and set(reference_stems(place)) & set(table_stems(self.origin.collection)):
            return True
        return bool(self.category) and fold_name(place) == fold_name(self.origin)


def collect_links(batch: Batch, rows: list[int], kind: CollectionKind) -> Iterator[Link]:
    """The numbers in some rows of a batch that may stand for the person elsewhere."""
    taken = pa.array(rows, pa.int64())
    few = replace(batch, columns=tuple(column.take(taken) for column in batch.columns), rows=len(rows))
    columns = Columns(NestedFields(kind).open(few), kind)
    followed = load_linkage()["link"]["ids"]
    for one, texts, hints in zip(columns.batch.fields, columns.texts, columns.hints, strict=True):
        place = locate(batch, one)
        category = number_category(hints)
        category = category if covered(category, followed) else ""
        own = kind in ("table", "records") and _names_its_rows(place)
        if not (category or own):
            continue
        for plain in pc.unique(normalise_person_key(category or _ANY_NUMBER, texts)).drop_null().to_pylist():
            yield Link(place, category, own, plain)


def locate(batch: Batch, one: Field) -> Location:
    """The place of a field."""
    return Location(batch.location.source, batch.location.collection, one.name, one.path or None)


def _names_its_rows(place: Location) -> bool:
    """``id``, or ``customer_id`` in the table of customers."""
    return fold_name(place) in _BARE or bool(set(reference_stems(place)) & set(table_stems(place.collection)))


@dataclass
class LinkMatcher:
    """Looks for followed numbers in the batches of one collection, in order."""

    links: tuple[Link, ...] = field(repr=False)
    kind: CollectionKind

    def __post_init__(self) -> None:
        self._nested = NestedFields(self.kind)
        long = {link.plain: link for link in self.links if link.category and is_distinctive(link.plain)}
        self._by_text = long
        self._patterns = Patterns(tuple(SubjectKey("id", plain, plain) for plain in long))

    def find(self, batch: Batch) -> Iterator[tuple[Sight, Location]]:
        """Every cell that holds one of the numbers, with the field from which it came."""
        opened = Columns(self._nested.open(batch), self.kind)
        for number, one in enumerate(opened.batch.fields):
            place = locate(batch, one)
            seen = np.zeros(batch.rows, dtype=np.bool_)
            for rows, origin in self._wholes(opened, number, place):
                for row in np.flatnonzero(rows & ~seen):
                    yield Sight(int(row), one, "id", "linked", "linked"), origin
                seen |= rows
            yield from self._insides(opened, number, seen)

    def _wholes(self, columns: Columns, number: int, place: Location) -> Iterator[tuple[Bools, Location]]:
        category = number_category(columns.hints[number])
        leading: dict[Location, list[str]] = {}
        for link in self.links:
            if link.leads_to(place, category):
                leading.setdefault(link.origin, []).append(link.plain)
        if not leading:
            return
        plain = normalise_person_key(category or _ANY_NUMBER, columns.texts[number])
        for origin, values in leading.items():
            found = pc.is_in(plain, value_set=pa.array(values, plain.type), skip_nulls=True)
            yield found.to_numpy(zero_copy_only=False), origin

    def _insides(self, columns: Columns, number: int, seen: Bools) -> Iterator[tuple[Sight, Location]]:
        one, texts = columns.batch.fields[number], columns.texts[number]
        held = self._patterns.may_hold(texts) if one.type not in ("boolean", "binary") else None
        if held is None:
            return
        for row in np.flatnonzero(pc.fill_null(held, False).to_numpy(zero_copy_only=False) & ~seen):
            for key, _ in self._patterns.find_in(texts[int(row)].as_py()):
                place, origin = locate(columns.batch, one), self._by_text[key.plain].origin
                if (place.source, place.collection) != (origin.source, origin.collection):
                    yield Sight(int(row), one, "id", "linked", "linked"), origin
