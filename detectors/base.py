"""The types that detection produces. None of them can hold a value of somebody's data: a match is a place,
a tally is counts, a finding is statistics and masked shapes."""

from __future__ import annotations

from collections.abc import Mapping
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


SampleMethod = Literal["all-rows", "every-kth", "random-rows", "pages", "part"]
"""How the rows of a collection were chosen. ``all-rows``: none was left out; ``every-kth``: at even distances from the
first to the last; ``random-rows``: drawn one by one by the store; ``pages``: whole pages (or blocks) drawn by the
store; ``part``: what could be read before some trouble, which says nothing of the rest."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """The method, how many rows were read of how many (None where nobody knows), the distance ``step`` between two of
    them, and the number of ``pages`` drawn (0 where none were, or nobody knows). ``design_effect`` is how many times
    the variance of a share grows because rows of one page came together (1 for rows drawn by themselves)."""

    method: SampleMethod = "all-rows"
    rows_read: int = 0
    rows_total: int | None = None
    step: int = 1
    pages: int = 0
    design_effect: float = 1.0


@dataclass(frozen=True, slots=True)
class Mark:
    """What else is true of the values of a finding, or of its place: ``dummy`` (known examples), ``masked``,
    ``hashed`` (slowly or with salt), ``digest`` (a fast hash), ``opaque`` (passwords in a form that is not known),
    ``test-place``; ``share`` of the values looked at, 0 to 1."""

    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a finding stands on. ``matched`` of ``read`` non-empty cells; ``distinct`` different values in
    the field; ``interval`` the 95 % interval of the share matched in the whole collection (Clopper-Pearson; the
    share itself where all rows were read); ``masked`` a few shapes of matches with the letters and digits hidden.
    ``design_effect`` says that the rows count like ``read / design_effect`` rows drawn one by one."""

    matched: int
    read: int
    distinct: int
    interval: tuple[float, float]
    checks: Checks | None = None
    factors: tuple[Factor, ...] = ()
    masked: tuple[str, ...] = ()
    at: tuple[Sighting, ...] = ()
    method: SampleMethod = "all-rows"
    design_effect: float = 1.0
    marks: tuple[Mark, ...] = ()


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


@dataclass(frozen=True, slots=True)
class CleanField:
    """A field that was read and in which nothing was found: none of ``read`` non-empty values. At 95 % confidence a
    share of at most ``upper`` of all values of the collection could still be something (0 where all were read)."""

    location: Location
    read: int
    upper: float
    method: SampleMethod = "all-rows"
    design_effect: float = 1.0


@dataclass(frozen=True, slots=True)
class RecordTimes:
    """When the records of a collection were made, from a field that says so (``created_at``, 登録日; never a birth
    date): how many rows by month (``2019-03``). ``undated`` counts rows without a date that can be read."""

    location: Location
    months: Mapping[str, int]
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two fields in which the same values stand, told by keyed hashes: about ``share`` of the different values of
    ``location`` (0 to 1) stand in ``other`` too. ``compared`` is how many hashes that rests on."""

    location: Location
    other: Location
    category: str
    share: float
    compared: int
