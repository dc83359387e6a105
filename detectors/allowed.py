"""What a configuration allows: values and places that are known and need no attention.

Nothing is dropped in silence: what is not counted is listed as dismissed, with the reason that the user gave.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

import numpy as np
import numpy.typing as npt

from connectors.base import Collection, Field, Location
from detectors.additions import Sift, Sifted
from detectors.base import Dismissed, Finding
from detectors.checks import CheckedHits
from detectors.custom_patterns import LONGEST, UserPattern
from detectors.denied import DENIED
from detectors.evidence import below
from detectors.hits import FieldView, Hits
from detectors.literals import fold_literal
from detectors.tally import CategoryTally, FieldTally
from detectors.text import Bools, Cells, Ints, normalise

ALLOWED = "allowed"
"""The code of the reason for which something is dismissed; the user's own words follow after a colon."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """One ``[[allow]]``. ``categories`` are keys that cover what is below them (empty: all). A value is allowed that
    is one of ``values`` (folded), has one of the hashes ``sha256`` (lower-case hex), or that ``pattern`` matches as a
    whole; without any of these the ``places`` are, globs for ``source/collection/field``."""

    reason: str
    categories: tuple[str, ...] = ()
    pattern: UserPattern | None = None
    values: frozenset[str] = frozenset()
    sha256: frozenset[str] = frozenset()
    places: tuple[str, ...] = ()

    @property
    def by_value(self) -> bool:
        """Whether it allows certain values, and not whole places."""
        return self.pattern is not None or bool(self.values) or bool(self.sha256)

    def covers(self, category: str) -> bool:
        """Whether it is about a category."""
        return not self.categories or below(category, self.categories)

    def holds_at(self, location: Location) -> bool:
        """Whether it is about a place: one of its globs fits the place or one above it."""
        parts = (location.source, location.collection, location.field, location.path or "")
        above = ["/".join(part for part in parts[:count] if part) for count in range(1, 5)]
        return not self.places or any(fnmatchcase(name, glob) for name in above for glob in self.places)

    def allows(self, value: str, stored: str) -> bool:
        """Whether a value is allowed, given as it stands in the buffer and in the store."""
        if self.values and fold_value(value) in self.values:
            return True
        if self.sha256 and not self.sha256.isdisjoint({hash_value(value), hash_value(stored)}):
            return True
        return (
            self.pattern is not None
            and len(value) <= 4 * LONGEST
            and self.pattern.expression.fullmatch(value) is not None
        )


def fold_value(value: str) -> str:
    """The form in which values are compared: half-width, ASCII letters in lower case, no space around."""
    return fold_literal(normalise(value).strip())


def hash_value(value: str) -> str:
    """SHA-256 of a value in UTF-8, as hex: what ``sha256`` in a configuration holds."""
    return hashlib.sha256(value.strip().encode("utf-8", "surrogatepass")).hexdigest()


def make_sift(allowances: Sequence[Allowance]) -> Sift:
    """Takes allowed values out of sightings. Denied words stay."""
    numbered = [(number, one) for number, one in enumerate(allowances) if one.by_value]

    def sift(found: dict[str, list[Hits]], cells: Cells, view: FieldView) -> Sifted:
        location = _locate(view)
        kept: dict[str, list[Hits]] = {}
        allowed: dict[str, list[tuple[Ints, Ints]]] = {}
        for category, listed in found.items():
            wanted = [(n, one) for n, one in numbered if one.covers(category) and one.holds_at(location)]
            kept[category] = [_sift_hits(hits, wanted, cells, allowed) for hits in listed] if wanted else listed
        return _tell_whole(kept, allowed, cells) if allowed else Sifted(found)

    return sift


def _locate(view: FieldView) -> Location:
    place = view.place or Location("", "")
    return replace(place, field=view.field.name, path=view.field.path or None)


def _sift_hits(
    hits: Hits,
    allowances: Sequence[tuple[int, Allowance]],
    cells: Cells,
    allowed: dict[str, list[tuple[Ints, Ints]]],
) -> Hits:
    """Sightings that are not allowed; the others are noted by their signal."""
    if hits.check == DENIED or not len(hits.start):
        return hits
    known: dict[str, int] = {}
    which = np.full(len(hits.start), -1, dtype=np.int64)
    for place, (start, end) in enumerate(zip(hits.start.tolist(), hits.end.tolist(), strict=True)):
        stored = cells.raw[start:end]
        if stored not in known:
            value = cells.text[start:end]
            known[stored] = next((number for number, one in allowances if one.allows(value, stored)), -1)
        which[place] = known[stored]
    keep = which < 0
    if keep.all():
        return hits
    for number in np.unique(which[~keep]).tolist():
        taken = which == number
        allowed.setdefault(f"{ALLOWED}:{number}:{hits.category}", []).append((hits.start[taken], hits.end[taken]))
    return _keep_hits(hits, keep, cells)


def _keep_hits(hits: Hits, keep: Bools, cells: Cells) -> Hits:
    """The chosen sightings; what was tried without the numbers that are gone."""
    gone = _numbers(hits, ~keep, cells)
    left = replace(hits, start=hits.start[keep], end=hits.end[keep], strong=hits.strong[keep])
    if isinstance(left, CheckedHits):
        stay = ~np.isin(left.keys, np.setdiff1d(gone, _numbers(hits, keep, cells)))
        keys, good = left.keys[stay], left.good[stay]
        return replace(left, keys=keys, good=good, tried=len(keys), passed=int(good.sum()))
    fewer = len(np.unique(gone)) if hits.tried else 0
    return replace(left, tried=max(0, hits.tried - fewer), passed=max(0, hits.passed - fewer))


def _numbers(hits: Hits, chosen: Bools, cells: Cells) -> npt.NDArray[np.uint64]:
    """The digits of places as one integer each: the keys of checked numbers."""
    spans = zip(hits.start[chosen].tolist(), hits.end[chosen].tolist(), strict=True)
    texts = ("".join(filter("0123456789".__contains__, cells.text[start:end])) for start, end in spans)
    return np.array([int(text or "0") % (1 << 64) for text in texts], dtype=np.uint64)


def _tell_whole(found: dict[str, list[Hits]], allowed: dict[str, list[tuple[Ints, Ints]]], cells: Cells) -> Sifted:
    """Which cells are allowed as a whole: those that are filled and in which nothing else was found."""
    busy: Bools = np.zeros(len(cells), dtype=np.bool_)
    for listed in found.values():
        for hits in listed:
            busy[cells.cell_of(hits.start)] = True
    whole, inside = {}, {}
    for signal, spans in allowed.items():
        start = np.concatenate([low for low, _ in spans])
        end = np.concatenate([high for _, high in spans])
        numbers = cells.cell_of(start)
        full = ((end - start) * 10 >= cells.lengths[numbers] * 9) & ~busy[numbers]
        if full.any():
            whole[signal] = np.unique(numbers[full])
        if not full.all():
            inside[signal] = np.unique(numbers[~full])
    return Sifted(found, whole, inside)


def dismiss_allowed(
    allowances: Sequence[Allowance],
    source: str,
    collection: Collection,
    fields: Sequence[tuple[Field, FieldTally]],
    findings: Sequence[Finding],
) -> tuple[list[Finding], list[Dismissed]]:
    """Findings without those that are allowed, and a dismissal for everything that was: sightings of allowed values,
    and findings in allowed places. A field that held allowed values only is nothing else."""
    tallies = {Location(source, collection.name, seen.name, seen.path or None): tally for seen, tally in fields}
    dismissed = {
        Dismissed(category, location, _say(allowance))
        for location, tally in tallies.items()
        for allowance, category in _allowed_values(allowances, tally)
    }
    by_value = {(one.location, one.category) for one in dismissed}
    allowed_place = _find_place(allowances)
    kept = []
    for finding in findings:
        found = tallies.get(finding.location, FieldTally())
        seen = found.categories.get(finding.category, CategoryTally())
        if seen.tags[DENIED]:
            kept.append(finding)
        elif (allowance := allowed_place(finding)) is not None:
            dismissed.add(Dismissed(finding.category, finding.location, _say(allowance)))
        elif not ((finding.location, finding.category) in by_value and not seen.cells):
            kept.append(finding)
    return kept, sorted(dismissed, key=lambda one: (str(one.location), one.category, one.reason))


def _find_place(allowances: Sequence[Allowance]) -> Callable[[Finding], Allowance | None]:
    places = [one for one in allowances if not one.by_value]

    def find(finding: Finding) -> Allowance | None:
        fitting = (one for one in places if one.covers(finding.category) and one.holds_at(finding.location))
        return next(fitting, None)

    return find


def _allowed_values(allowances: Sequence[Allowance], tally: FieldTally) -> Iterator[tuple[Allowance, str]]:
    for signal, count in tally.signals.items():
        if signal.startswith(f"{ALLOWED}:") and count:
            _, number, category = signal.split(":", 2)
            yield allowances[int(number)], category


def _say(allowance: Allowance) -> str:
    return f"{ALLOWED}:{allowance.reason}" if allowance.reason else ALLOWED
