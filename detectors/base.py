"""The types that detection produces. None of them can hold a value of somebody's data: a match is a place,
a tally is counts, a finding is statistics and masked shapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from connectors.base import Location

Verdict = Literal["is", "contains", "named"]
"""``is``: the field holds this category; ``contains``: some of its values do, or hold it inside a text;
``named``: only the name says so (the field is empty, unreadable or its values cannot be checked)."""

Subject = Literal["person", "organisation", "unknown"]


class DetectorError(Exception):
    """A detector that is declared wrongly or cannot run. Never holds text of the data."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One piece of evidence and how much it counts, in log-odds (natural logarithm; 0 = says nothing)."""

    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Checks:
    """Values that have a check digit (or another hard test): how many were tried, how many passed."""

    tried: int
    passed: int


@dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """Where one match stands: row or line from 1, characters ``start`` to ``end`` (end excluded) inside the
    cell, counted in the cell as it is stored, not as it was normalised."""

    row: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a finding stands on. ``matched`` of ``read`` non-empty cells; ``distinct`` different values in
    the field; ``interval`` the 95 % interval of the share matched (Clopper-Pearson); ``masked`` a few shapes
    of matches with the letters and digits hidden."""

    matched: int
    read: int
    distinct: int
    interval: tuple[float, float]
    checks: Checks | None = None
    factors: tuple[Factor, ...] = ()
    masked: tuple[str, ...] = ()
    at: tuple[Sighting, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A category of data in a field."""

    category: str
    location: Location
    verdict: Verdict
    confidence: float
    subject: Subject
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Dismissed:
    """A field that looked like a category and was judged not to be personal, with the reason (a code of the
    message catalogue: ``place-directory``, ``organisation``, ...). Shown so that the judgement can be
    checked."""

    category: str
    location: Location
    reason: str
