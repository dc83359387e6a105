"""What is known of the fields of one collection while it is scanned, and how it stands at the end."""

from __future__ import annotations

from dataclasses import replace

from connectors.base import Batch, CollectionKind, Field, Location
from connectors.nested import NestedFields
from detectors.inspection import PositionSink, inspect_batch
from detectors.tally import FieldTally
from scanner.positions import PositionSpool

MOST_MEMBERS = 512 << 20
"""Bytes of persons' keys that are held while one collection is read."""

_Tallies = dict[tuple[str, str], tuple[Field, FieldTally]]


class FieldTallies:
    """The tallies of a collection by field and path; batches come in their order."""

    def __init__(self, kind: CollectionKind, place: Location, spool: PositionSpool | None) -> None:
        self._kind, self._place, self._spool = kind, place, spool
        self._sink: PositionSink | None = spool.sink(place.source, place.collection) if spool else None
        self._nested = NestedFields(kind)
        self._tallies: _Tallies = {}

    def add(self, batch: Batch) -> None:
        """Look at a batch, and at what is nested in its cells."""
        for seen, tally in inspect_batch(self._nested.open(batch), self._kind, self._sink):
            _add(self._tallies, seen, tally)
        self._limit_members()

    def _limit_members(self) -> None:
        """Let the largest sets of persons' keys go where all of them together take too much memory."""
        held = {place: _members_size(tally) for place, (_, tally) in self._tallies.items() if tally.keys}
        while sum(held.values()) > MOST_MEMBERS:
            largest = max(held, key=lambda place: held[place])
            field, tally = self._tallies[largest]
            keys = {category: replace(one, members=None) for category, one in tally.keys.items()}
            self._tallies[largest] = (field, replace(tally, keys=keys))
            held[largest] = 0

    def settle(self) -> list[tuple[Field, FieldTally]]:
        """The fields at the end of the collection. What stands at a path has the rows of its column, paths made of
        keys that turned out to be data are one, and a column without anything beside its paths is only these."""
        settled: _Tallies = {}
        opened: set[str] = set()
        for seen, tally in self._tallies.values():
            final = self._nested.settle(seen)
            if final is None:
                continue
            if final != seen and self._spool:
                self._spool.move(self._locate(seen), self._locate(final))
            _add(settled, final, tally)
            if seen.path and tally.read:
                opened.add(seen.name)
        return [
            (field, replace(tally, rows=self._rows_of(field, tally)))
            for field, tally in settled.values()
            if field.path or tally.read or field.name not in opened
        ]

    def _rows_of(self, field: Field, tally: FieldTally) -> int:
        column = self._tallies.get((field.name, ""))
        return column[1].rows if column else tally.rows

    def _locate(self, field: Field) -> Location:
        return replace(self._place, field=field.name, path=field.path or None)


def _members_size(tally: FieldTally) -> int:
    return sum(one.members.size for one in tally.keys.values() if one.members is not None)


def _add(tallies: _Tallies, seen: Field, tally: FieldTally) -> None:
    known = tallies.get((seen.name, seen.path))
    tallies[seen.name, seen.path] = (known[0], known[1] + tally) if known else (seen, tally)
