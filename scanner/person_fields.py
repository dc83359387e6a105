"""What the keys of persons in a run say: how many persons a source holds, and which fields hold the same ones.

Digests alone are at hand here, never a value. What a run keeps of them goes through ``scanner/person_index.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from connectors.base import Collection, Field, Location, Skipped
from detectors.base import Dismissed, Finding, Overlap
from detectors.key_members import PackedMembers
from detectors.key_tally import KeyTally
from detectors.keyed_sketch import NO_KEYS, KeyedSketch
from detectors.person_keys import PERSON_KEYS
from detectors.tally import FieldTally
from reports.base import Coverage
from reports.leak_profile import PersonCount

TEST_LIKE = frozenset({"test", "staging", "development"})
"""Environments in which production data has no place; a source that declares none may be production."""
_MOST_BYTES = 256 << 20
_NEARLY_UNIQUE = 0.9
# From this share of known examples (example.jp, 090-1234-5678) on, a field says nothing of where its data came from.
_MANY_EXAMPLES = 0.5
# A handful of staff and test accounts stands on both sides of every company: fewer values are not compared ...
_FEWEST = 20
# ... and of more, a fifth has to be the same (a copy to which rows were added or in which some were changed has far
# more), or at least a hundred values, which are more than accounts of staff.
_LEAST_SHARE = 0.2
_MANY_SHARED = 100


@dataclass(frozen=True, slots=True, eq=False)
class PersonField:
    """The keys of one category in one field. ``members`` is None where they are not kept; ``whole`` is true
    where every row was read and every value that was read gave a key."""

    location: Location
    category: str
    sketch: KeyedSketch
    members: PackedMembers | None
    rows_read: int
    whole: bool
    finding: Finding | None = None

    @property
    def kind(self) -> str:
        """What it can be compared with."""
        return PERSON_KEYS[self.category].kind


Keep = Callable[[str, Sequence[PersonField]], None]
"""Takes the fields of a source that was scanned."""


class PersonFields:
    """Collects what the fields of a run say of persons, source by source."""

    def __init__(self, environments: Mapping[str, str] | None = None, keep: Keep | None = None) -> None:
        self._environments = environments or {}
        self._keep = keep
        self._counts: dict[tuple[str, str], KeyedSketch] = {}
        self._scaled: dict[str, int] = {}
        self._incomplete: set[str] = set()
        self._pending: list[PersonField] = []
        self._comparable: list[PersonField] = []
        self._bytes = 0

    def add(
        self,
        collection: Collection,
        fields: Sequence[tuple[Field, FieldTally]],
        findings: Sequence[Finding],
        dismissed: Sequence[Dismissed],
        coverage: Coverage,
        troubles: Sequence[Skipped],
    ) -> None:
        """Take the keys of one collection: its tallies, what was judged of them, and how it was read."""
        judged = {(one.location, one.category): one for one in findings}
        seen = judged.keys() | {(one.location, one.category) for one in dismissed}
        read_whole = _is_whole(coverage)
        parts = {trouble.location.field for trouble in troubles}
        for field, tally in fields:
            location = Location(coverage.source, collection.name, field.name, field.path or None)
            for category, keys in tally.keys.items():
                if (location, category) not in seen and not keys.sure:
                    continue
                whole = read_whole and field.name not in parts and keys.cells >= tally.read
                members = self._pack(keys) if self._wants(coverage.source, category) else None
                finding = judged.get((location, category))
                known = PersonField(location, category, keys.sketch, members, coverage.rows_read, whole, finding)
                if self._keep:
                    self._pending.append(known)
                if finding is not None:
                    self._count(known, keys, coverage)
                    if self._has_sides() and _is_comparable(known):
                        self._comparable.append(known)

    def finish_source(self, source: str) -> None:
        """Hand the fields of a source on to where they are kept."""
        if self._keep:
            self._keep(source, [one for one in self._pending if one.location.source == source])
        self._pending = []
        if not self._has_sides():
            self._bytes = 0

    def counts(self) -> dict[str, PersonCount]:
        """About how many different persons each source holds, at the least: the most different values of one kind of
        key over all its collections. Two kinds cannot be set against each other: whoever stands in one table with an
        e-mail address and in another with a number alone is counted once in either. The error is None where a part was
        not read."""
        found: dict[str, PersonCount] = {}
        for (source, _), sketch in sorted(self._counts.items()):
            error = None if source in self._incomplete else sketch.error
            if source not in found or sketch.count() > found[source].persons:
                found[source] = PersonCount(sketch.count(), error)
        for source, persons in self._scaled.items():
            if persons > found[source].persons:
                found[source] = PersonCount(persons, None)
        return found

    def overlaps(self) -> list[Overlap]:
        """Fields of sources for tests and fields of other sources that hold the same keys: for each field and each
        other source the field with which it shares most."""
        tests = [one for one in self._comparable if self._is_test(one.location.source)]
        others = [one for one in self._comparable if not self._is_test(one.location.source)]
        best: dict[tuple[Location, str, str], Overlap] = {}
        for test in tests:
            for other in others:
                overlap = _compare(test, other) if test.kind == other.kind else None
                place = (test.location, test.category, other.location.source)
                if overlap and (place not in best or overlap.share > best[place].share):
                    best[place] = overlap
        return list(best.values())

    def _wants(self, source: str, category: str) -> bool:
        """Whether members are needed: to be kept, or to be compared with."""
        key = PERSON_KEYS[category]
        compared = self._has_sides() and key.telling and not self._is_test(source)
        return (self._keep is not None and key.stored) or compared

    def _pack(self, keys: KeyTally) -> PackedMembers | None:
        packed = keys.members.pack() if keys.members is not None else None
        if packed is None or self._bytes + len(packed.data) > _MOST_BYTES:
            return None
        self._bytes += len(packed.data)
        return packed

    def _is_test(self, source: str) -> bool:
        return self._environments.get(source, "") in TEST_LIKE

    def _has_sides(self) -> bool:
        return has_sides(self._environments)

    def _count(self, field: PersonField, keys: KeyTally, coverage: Coverage) -> None:
        key, finding = PERSON_KEYS[field.category], field.finding
        in_text = finding is not None and finding.verdict == "contains"
        if finding is None or finding.subject == "organisation" or not key.counted or (in_text and key.form == "name"):
            return
        place = (coverage.source, field.category)
        self._counts[place] = self._counts.get(place, NO_KEYS) + field.sketch
        total, read = coverage.rows_total, coverage.rows_read
        if not _is_whole(coverage):
            self._incomplete.add(coverage.source)
        # In a sample of nearly unique values the number grows with the rows that were not read (two digits count).
        distinct = field.sketch.count()
        if read and total is not None and total > read and distinct >= _NEARLY_UNIQUE * keys.cells:
            scaled = int(float(f"{distinct * total / read:.2g}"))
            self._scaled[coverage.source] = max(scaled, self._scaled.get(coverage.source, 0))


def _is_whole(coverage: Coverage) -> bool:
    """Whether every row of a collection was read."""
    all_rows = coverage.sampling is not None and coverage.sampling.method == "all-rows"
    return coverage.status == "read" and coverage.method == "full" and all_rows


def has_sides(environments: Mapping[str, str]) -> bool:
    """Whether some source is for tests and another is not."""
    return len({environment in TEST_LIKE for environment in environments.values()}) == 2


def _is_comparable(field: PersonField) -> bool:
    """Whether the same values elsewhere say that data was copied."""
    finding = field.finding
    if finding is None or finding.subject == "organisation" or not PERSON_KEYS[field.category].telling:
        return False
    return not any(mark.name == "dummy" and mark.share >= _MANY_EXAMPLES for mark in finding.evidence.marks)


def _compare(test: PersonField, other: PersonField) -> Overlap | None:
    """About which share of the values of a test also stand elsewhere; None where that may be chance."""
    if other.members is not None:
        compared = len(test.sketch.digests)
        if compared < _FEWEST:
            return None
        share = float(np.mean(other.members.contains(test.sketch.digests))) - other.members.false_positives
    else:
        share, compared = test.sketch.share_in(other.sketch)
    shared = share * compared
    if compared < _FEWEST or shared < 1 or (share < _LEAST_SHARE and shared < _MANY_SHARED):
        return None
    return Overlap(test.location, other.location, test.category, round(share, 3), compared)
