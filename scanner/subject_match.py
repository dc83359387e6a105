"""Which rows of a batch are about a person, by which keys, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from connectors.base import Batch, CollectionKind, Field
from connectors.nested import NestedFields
from detectors.inspection import view_field
from detectors.person_keys import PERSON_KEYS, normalise_person_key
from reports.linkage import covered, load_linkage
from scanner.subject_keys import SubjectKey, days_in, fold_address
from scanner.subject_patterns import Patterns, fold_column, is_distinctive, splits_of

Strength = Literal["certain", "likely", "linked", "possible"]
STRENGTHS: tuple[Strength, ...] = ("certain", "likely", "linked", "possible")
"""How sure it is that a row is about the person, the surest first."""

How = Literal["whole", "inside", "parts", "linked"]
"""How a key stands in a field: as the whole value, inside a text, as a name in two fields, or as a number that a row of
the person holds."""

Bools = npt.NDArray[np.bool_]
NAMES = ("name", "kana")
_HINTED, _HARDLY = 0.5, 0.3
_NUMBERS = ("personal.id", "personal.account.login_id", "personal.account.customer_no")
_LONGEST_CELL, _LONGEST_DATE = 200, 25
"""Characters of a value that can be a key, or a date, as a whole."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One key in one cell. ``row`` counts from 0 in the batch; ``verbatim``: it is written just as it was given."""

    row: int
    field: Field
    kind: str
    how: How
    strength: Strength
    verbatim: bool = False


@dataclass(frozen=True)
class Columns:
    """The fields of a batch with their texts in NFKC, and what their names say."""

    batch: Batch
    kind: CollectionKind

    @cached_property
    def texts(self) -> list[pa.Array]:
        return [fold_column(column) for column in self.batch.columns]

    @cached_property
    def hints(self) -> list[Mapping[str, float]]:
        return [view_field(one, self.kind, self.batch.location).hints for one in self.batch.fields]

    def hinted(self, prefixes: Sequence[str], least: float) -> list[int]:
        """The numbers of the fields whose name says so."""
        return [
            number
            for number, hints in enumerate(self.hints)
            if any(strength >= least and covered(category, prefixes) for category, strength in hints.items())
        ]


def number_category(hints: Mapping[str, float]) -> str:
    """The category of persons' numbers that the name of a field says it holds; "" where it says none."""
    known = (one for one in hints.items() if one[1] >= _HINTED and one[0] in PERSON_KEYS and covered(one[0], _NUMBERS))
    return max(known, key=lambda one: one[1], default=("", 0.0))[0]


@dataclass
class Matcher:
    """Looks through the batches of one collection, in order."""

    keys: tuple[SubjectKey, ...] = field(repr=False)
    patterns: Patterns = field(repr=False)
    kind: CollectionKind

    def __post_init__(self) -> None:
        self._nested = NestedFields(self.kind)
        self._splits = {key: splits_of(key) for key in self.keys if key.kind in NAMES}

    def find(self, batch: Batch) -> list[Sight]:
        """Every key in the rows of a batch, and how sure it makes each row."""
        columns = Columns(batch, self.kind)
        rows = np.flatnonzero(self._may_be(columns))
        if not len(rows):
            return []
        taken = pa.array(rows)
        few = replace(batch, columns=tuple(column.take(taken) for column in batch.columns), rows=len(rows))
        opened = Columns(self._nested.open(few), self.kind)
        sights = [*self._wholes(opened), *self._insides(opened), *self._parts(opened)]
        sights = self._weigh(_drop_doubles(sights), opened)
        return [replace(sight, row=int(rows[sight.row])) for sight in sights]

    def _may_be(self, columns: Columns) -> Bools:
        """The rows that are worth a close look: a superset of those that are the person's."""
        found = np.zeros(columns.batch.rows, dtype=np.bool_)
        for one, texts in zip(columns.batch.fields, columns.texts, strict=True):
            held = self.patterns.may_hold(texts) if one.type not in ("boolean", "binary") else None
            if held is not None:
                found |= _as_bools(held)
        for number in columns.hinted(_NUMBERS, _HINTED):
            category = number_category(columns.hints[number])
            for key in (key for key in self.keys if key.kind == "id" and category):
                found |= _equals(category, columns.texts[number], _number_of(key, category))
        for pair in self._part_rows(columns):
            found |= pair[0]
        return found

    def _part_rows(self, columns: Columns) -> Iterator[tuple[Bools, SubjectKey, int, int]]:
        """Rows in which the parts of a name stand in two fields that are called names."""
        named = columns.hinted(("personal.name",), _HARDLY) if self._splits else []
        if len(named) < 2:
            return
        plain = {number: normalise_person_key("personal.name", columns.texts[number]) for number in named}
        for key, splits in self._splits.items():
            for family in named:
                for given in (other for other in named if other != family):
                    rows = _pairs_in(plain[family], plain[given], splits)
                    if rows.any():
                        yield rows, key, family, given

    def _wholes(self, columns: Columns) -> Iterator[Sight]:
        """Cells that are a key, compared as plain keys."""
        for number, one in enumerate(columns.batch.fields):
            if one.type in ("boolean", "binary"):
                continue
            texts, numbers = columns.texts[number], number_category(columns.hints[number])
            for key in self.keys:
                if key.kind == "id" and numbers:
                    strength: Strength = "certain" if is_distinctive(key.plain) else "likely"
                    equal = _equals(numbers, texts, _number_of(key, numbers))
                elif key.kind in _CATEGORIES:
                    strength = "possible" if key.kind in NAMES else "certain"
                    equal = _equals(_CATEGORIES[key.kind], texts, key.plain)
                else:
                    continue
                yield from self._sights(equal, columns, number, key, strength)

    def _sights(
        self, rows: Bools, columns: Columns, number: int, key: SubjectKey, strength: Strength
    ) -> Iterator[Sight]:
        for row in np.flatnonzero(rows):
            verbatim = columns.batch.columns[number][int(row)].as_py() == key.text
            yield Sight(int(row), columns.batch.fields[number], key.kind, "whole", strength, verbatim)

    def _insides(self, columns: Columns) -> Iterator[Sight]:
        for one, texts in zip(columns.batch.fields, columns.texts, strict=True):
            held = self.patterns.may_hold(texts) if one.type not in ("boolean", "binary") else None
            if held is None:
                continue
            for row in np.flatnonzero(_as_bools(held)):
                for key, whole in self.patterns.find_in(texts[int(row)].as_py()):
                    strength: Strength = "possible" if key.kind in (*NAMES, "id") else "certain"
                    yield Sight(int(row), one, key.kind, "whole" if whole else "inside", strength)

    def _parts(self, columns: Columns) -> Iterator[Sight]:
        for rows, key, family, given in self._part_rows(columns):
            for row in np.flatnonzero(rows):
                for number in (family, given):
                    yield Sight(int(row), columns.batch.fields[number], key.kind, "parts", "possible")

    def _weigh(self, sights: Sequence[Sight], columns: Columns) -> list[Sight]:
        """A name beside the same date of birth or address makes a row likely."""
        named = sorted({sight.row for sight in sights if sight.kind in NAMES and sight.strength == "possible"})
        supported: dict[int, list[Sight]] = {row: list(self._support(row, columns)) for row in named}
        weighed = [
            replace(sight, strength="likely") if sight.kind in NAMES and supported.get(sight.row) else sight
            for sight in sights
        ]
        return weighed + [sight for found in supported.values() for sight in found]

    def _support(self, row: int, columns: Columns) -> Iterator[Sight]:
        for key in (key for key in self.keys if key.kind in ("birth-date", "address")):
            for one, texts in zip(columns.batch.fields, columns.texts, strict=True):
                text = texts[row].as_py()
                if not text or one.type in ("boolean", "binary"):
                    continue
                if key.kind == "birth-date":
                    held, most = key.plain in days_in(text), _LONGEST_DATE
                else:
                    held, most = _same_address(key.plain, fold_address(text[:_LONGEST_CELL])), _LONGEST_CELL
                if held:
                    how: How = "whole" if len(text) <= most else "inside"
                    yield Sight(row, one, key.kind, how, "likely", text == key.text)


_CATEGORIES = {
    "email": "personal.contact.email",
    "phone": "personal.contact.phone",
    "name": "personal.name",
    "kana": "personal.name.kana",
}


def _number_of(key: SubjectKey, category: str) -> str:
    """A number as the fields of a category are compared: login names keep their signs."""
    plain: str = normalise_person_key(category, pa.array([key.text], pa.string()))[0].as_py() or ""
    return plain


def _equals(category: str, texts: pa.Array, plain: str) -> Bools:
    """Which texts are that key. Long texts are none: they are not even made plain."""
    if not plain:
        return np.zeros(len(texts), dtype=np.bool_)
    short = pc.less_equal(pc.binary_length(texts), _LONGEST_CELL * 4)
    kept = pc.if_else(short, texts, pa.scalar(None, pa.string()))
    return _as_bools(pc.equal(normalise_person_key(category, kept), plain))


def _as_bools(mask: pa.Array) -> Bools:
    found: Bools = pc.fill_null(mask, False).to_numpy(zero_copy_only=False)
    return found


def _pairs_in(family: pa.Array, given: pa.Array, splits: frozenset[tuple[str, str]]) -> Bools:
    found = np.zeros(len(family), dtype=np.bool_)
    for one, other in splits:
        first = _as_bools(pc.equal(family, one))
        if first.any():
            found |= first & _as_bools(pc.equal(given, other))
    return found


def _same_address(asked: str, stored: str) -> bool:
    """Whether one address is the beginning of the other (a building may be left out), and the whole of its numbers."""
    if not stored:
        return False
    short, long = sorted((asked, stored), key=len)
    at = long.find(short)
    after = long[at + len(short) : at + len(short) + 1]
    return at >= 0 and len(short) >= 6 and any(map(str.isdigit, short)) and not after.isdigit()


def _drop_doubles(sights: Sequence[Sight]) -> list[Sight]:
    """Each key once for a cell: the surest and most complete way in which it was found."""
    best: dict[tuple[int, Field, str], Sight] = {}
    for sight in sights:
        place = (sight.row, sight.field, sight.kind)
        known = best.get(place)
        if known is None or _rank(sight) < _rank(known):
            best[place] = sight
    return list(best.values())


def _rank(sight: Sight) -> tuple[int, bool, bool]:
    return STRENGTHS.index(sight.strength), sight.how == "inside", not sight.verbatim


def reference_ids() -> tuple[str, ...]:
    """The categories of ids by which rows of two collections belong together."""
    return tuple(load_linkage()["link"]["ids"])
