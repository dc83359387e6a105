"""What is known of one collection while a person is looked for in it, and how it stands at the end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa

from connectors.base import Batch, Collection, Field, Location
from connectors.header import is_known_name
from detectors.judgement import judge_collection
from detectors.marks import mark_findings
from scanner.field_tallies import FieldTallies
from scanner.subject_match import STRENGTHS, How, Sight, Strength
from scanner.subject_places import FieldMatch, SubjectPlace

KEPT_NUMBERS = 20
"""Row numbers of a place that are told."""
_MOST_INSPECTED = 200
"""Rows of a place that are looked into for what else they hold."""
_SURE: tuple[Strength, ...] = ("certain", "likely")

_IDENTIFIER = re.compile(r"[A-Za-z_$@][A-Za-z_$@:/-]*\d{0,3}[\[\]{}?]*|[{}\[\]*?]+")
_Counted = tuple[Field, str, How, Location | None]


@dataclass
class PlaceTally:
    """What is known of one collection while it is searched."""

    source: str
    collection: Collection
    database: str
    rows: dict[int, Strength] = field(default_factory=dict)
    counts: Counter[_Counted] = field(default_factory=Counter)
    verbatim: Counter[_Counted] = field(default_factory=Counter)
    named: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        place = Location(self.source, self.collection.name)
        self._inspected = {sure: FieldTallies(self.collection.kind, place, None) for sure in (True, False)}
        self._looked = {True: 0, False: 0}

    def add(self, batch: Batch, sights: Sequence[tuple[Sight, Location | None]]) -> list[int]:
        """Count what was seen in a batch; the rows (from 0) that are surely about the person as a whole, not only
        mention them in a text: their numbers are the person's."""
        best: dict[int, Strength] = {}
        for sight, through in sights:
            known = best.get(sight.row)
            if known is None or STRENGTHS.index(sight.strength) < STRENGTHS.index(known):
                best[sight.row] = sight.strength
            counted = (sight.field, sight.kind, sight.how, through)
            self.counts[counted] += 1
            self.verbatim[counted] += sight.verbatim
        for row, strength in best.items():
            number = batch.first_row + row * batch.row_step
            # A row of the same name that also holds the person's number is more than a possible one.
            self.rows[number] = min(strength, self.rows.get(number, strength), key=STRENGTHS.index)
        sure = sorted(row for row, strength in best.items() if strength in _SURE)
        self._inspect(batch, sure or sorted(best), sure=bool(sure))
        whole = {sight.row for sight, _ in sights if sight.how in ("whole", "parts") and sight.strength in _SURE}
        return [row for row in sure if row in whole]

    def sure_rows(self) -> frozenset[int]:
        """The numbers of the rows that are known to be the person's already."""
        return frozenset(number for number, strength in self.rows.items() if strength in _SURE)

    def _inspect(self, batch: Batch, rows: list[int], *, sure: bool) -> None:
        rows = rows[: max(0, _MOST_INSPECTED - self._looked[sure])]
        if rows:
            self._looked[sure] += len(rows)
            taken = pa.array(rows, pa.int64())
            columns = tuple(column.take(taken) for column in batch.columns)
            self._inspected[sure].add(replace(batch, columns=columns, rows=len(rows)))

    def settle(self, known: Mapping[str, tuple[str, ...]] | None) -> SubjectPlace:
        """The place as it stands at the end. ``known`` is what an earlier run found in the collection."""
        order = sorted(self.rows, key=lambda row: (STRENGTHS.index(self.rows[row]), row))
        matches = (
            FieldMatch(self._locate(one), kind, how, rows, self.verbatim[one, kind, how, through], through)
            for (one, kind, how, through), rows in self.counts.items()
        )
        counts = Counter(self.rows.values())
        return SubjectPlace(
            Location(self.source, self.collection.name),
            self.collection.kind,
            self.database,
            {strength: counts[strength] for strength in STRENGTHS if counts[strength]},
            tuple(order[:KEPT_NUMBERS]),
            tuple(sorted(matches, key=lambda one: (one.location.field, one.location.path or "", one.kind, one.how))),
            self._categories(known),
            self.named,
        )

    def _locate(self, one: Field) -> Location:
        return Location(self.source, self.collection.name, one.name, plain_path(one.path) if one.path else None)

    def _categories(self, known: Mapping[str, tuple[str, ...]] | None) -> dict[str, tuple[str, ...]]:
        fields = self._inspected[bool(self._looked[True])].settle()
        held = {label_of(one.name, one.path) for one, tally in fields if tally.read}
        if known is not None:
            return {
                category: labels
                for category, labels in known.items()
                if any(label in held or not label for label in labels)
            }
        found, _ = judge_collection(self.source, self.collection, fields)
        categories: dict[str, list[str]] = {}
        for finding in mark_findings(found, self.collection, fields):
            label = label_of(finding.location.field, finding.location.path)
            if finding.evidence.read:
                categories.setdefault(finding.category, []).append(label)
        return {category: tuple(dict.fromkeys(labels)) for category, labels in sorted(categories.items())}


def label_of(name: str, path: str | None) -> str:
    """What a field is called: its path inside a column, else the column's name."""
    return plain_path(path) if path else name


def plain_path(path: str) -> str:
    """A path inside a field without keys that may be somebody's data: what is neither an identifier nor a known name
    of a column stands as ``*``."""
    return ".".join(
        part if _IDENTIFIER.fullmatch(part) or is_known_name(part.rstrip("[]{}")) else "*" for part in path.split(".")
    )
