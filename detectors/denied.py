"""Words that have to be reported wherever they stand: names of secret projects, a list of employees.

The lists may be long, so that they have an automaton of their own and not the one of the shipped words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from connectors.base import Collection, Field, Location
from detectors.base import Dismissed, Evidence, Factor, Finding
from detectors.evidence import PRIOR
from detectors.hits import Detect, FieldView, Hits, Result
from detectors.literals import LiteralFinder, fold_literal
from detectors.statistics import interval
from detectors.tally import CategoryTally, FieldTally
from detectors.text import Bools, Cells, Ints, is_digit, normalise

DENIED = "denied"
"""The tag of sightings that must be reported."""

_FEW_ENOUGH = 2000


@dataclass(frozen=True)
class DeniedWords:
    """One ``[[deny]]``: words in the form in which a buffer holds them."""

    id: str
    category: str
    words: tuple[str, ...]
    confidence: float = 0.99

    @cached_property
    def finder(self) -> LiteralFinder:
        """The automaton for all words."""
        return LiteralFinder(self.words, deterministic=len(self.words) <= _FEW_ENOUGH)


def fold_denied(words: Iterable[str]) -> tuple[str, ...]:
    """Words as they stand in a buffer, without repeats and blanks."""
    return tuple(dict.fromkeys(fold_literal(normalise(word.strip())) for word in words if word.strip()))


def find_denied(denied: DeniedWords) -> Detect:
    """The detector of a list. A word of ASCII letters is no part of a longer one."""

    def detect(cells: Cells, view: FieldView) -> Iterator[Result]:
        found = denied.finder.find(cells.text)
        if not found:
            return
        start = np.concatenate(list(found.values()))
        size = np.repeat([len(word) for word in found], [len(at) for at in found.values()]).astype(np.int64)
        keep = _stand_alone(cells, start, start + size)
        start, end = start[keep], (start + size)[keep]
        if len(start):
            order = np.lexsort((end, start))
            strong = np.ones(len(start), dtype=np.bool_)
            yield Hits(denied.category, start[order], end[order], strong, check=DENIED)

    return detect


def _stand_alone(cells: Cells, start: Ints, end: Ints) -> Bools:
    """Places that are no part of a longer word or number. ``dA`` of ``ProjectApollo`` are two words."""
    padded = np.concatenate(([0], cells.codes.astype(np.uint32), [0]))
    # Shifted by one: padded[i + 1] is the character at i.
    return ~(_joined(padded[start], padded[start + 1]) | _joined(padded[end], padded[end + 1]))


def _joined(left: npt.NDArray[np.uint32], right: npt.NDArray[np.uint32]) -> Bools:
    both = [(((side | 0x20) >= 97) & ((side | 0x20) <= 122) & (side < 128)) for side in (left, right)]
    border = (left >= 97) & (right <= 90)
    digits = is_digit(left) & is_digit(right)
    return np.asarray((both[0] & both[1] & ~border) | digits)


def report_denied(
    source: str,
    collection: Collection,
    fields: Sequence[tuple[Field, FieldTally]],
    findings: Sequence[Finding],
    dismissed: Sequence[Dismissed],
) -> tuple[list[Finding], list[Dismissed]]:
    """Findings and dismissals, with a finding for every denied word that judgement let go."""
    told = {(one.location, one.category) for one in findings}
    added = []
    for seen, tally in fields:
        location = Location(source, collection.name, seen.name, seen.path or None)
        for category, sightings in sorted(tally.categories.items()):
            if sightings.tags[DENIED] and (location, category) not in told:
                added.append(_finding(category, location, sightings, tally))
    taken = {(one.location, one.category) for one in added}
    return [*findings, *added], [one for one in dismissed if (one.location, one.category) not in taken]


def _finding(category: str, location: Location, seen: CategoryTally, tally: FieldTally) -> Finding:
    low, high = interval(seen.tags[DENIED], tally.read)
    evidence = Evidence(
        matched=seen.tags[DENIED],
        read=tally.read,
        distinct=tally.distinct.count(),
        interval=(round(low, 4), round(high, 4)),
        factors=(Factor("prior", PRIOR), Factor("denied", 9.0)),
        masked=tuple(shape for _, shape in seen.masked),
        at=seen.at,
    )
    finding = Finding(category, location, "contains", 0.99, "unknown", evidence)
    person = category.startswith(("personal.", "special.", "biometric.", "hr.", "child."))
    return replace(finding, subject="person") if person else finding
