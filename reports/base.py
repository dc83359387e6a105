"""What renderers get: one :class:`Report`. A renderer may arrange it, never filter it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from connectors.base import Location, Skipped
from detectors.base import CleanField, Dismissed, Finding, Sampling
from detectors.catalogue import AppiClass
from reports.policy import Fit, Policy

Severity = Literal["critical", "high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")

PolicyVerdict = Literal["declared", "undeclared", "no-purpose", "mismatch", "barred"]
POLICY_VERDICTS: tuple[PolicyVerdict, ...] = ("barred", "undeclared", "mismatch", "no-purpose", "declared")

State = Literal["new", "existing"]
Status = Literal["clean", "findings", "incomplete", "findings+incomplete"]


@dataclass(frozen=True, slots=True)
class PurposeFit:
    """A purpose that the source declares for this place, and how well the category fits it."""

    purpose: str
    fit: Fit


LeakRule = Literal["special-care", "property", "malicious", "volume"]
LEAK_RULES: tuple[LeakRule, ...] = ("special-care", "property", "malicious", "volume")
"""The cases of APPI 26 and Rule 7 in which a leak has to be reported, items (i) to (iv): special-care data, data with
which property can be taken, and a wrongful act, each from one person on; more than 1,000 persons."""


@dataclass(frozen=True, slots=True)
class Link:
    """What makes a finding personal information that is none by itself: a person key, ``beside`` it in the same
    collection, or in another one to which the id field ``through`` of its own collection leads (``joined``)."""

    how: Literal["beside", "joined"]
    key: Location
    through: Location | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding set against the policy. ``reasons`` are codes of the message catalogue that say why the
    severity is what it is (``sensitivity``, ``no-purpose``, ``combination:contact``, ...). ``standing`` is what the
    law calls the data here, after linkage (None: not in the catalogue), ``link`` what it was linked by;
    ``reportable`` why a leak of it would have to be reported, ``persons`` about how many persons its collection
    holds (None: nobody knows)."""

    fingerprint: str
    finding: Finding
    severity: Severity
    purposes: tuple[PurposeFit, ...]
    policy: PolicyVerdict
    reasons: tuple[str, ...] = ()
    state: State = "new"
    standing: AppiClass | None = None
    link: Link | None = None
    reportable: tuple[LeakRule, ...] = ()
    persons: int | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was read of one collection. ``rows_total`` is None where nobody knows. ``reason`` says why a
    place was skipped or only partly read. ``sampling`` says how the rows were chosen; None where none was read."""

    source: str
    collection: str
    rows_total: int | None
    rows_read: int
    bytes_read: int
    method: Literal["full", "sample"]
    status: Literal["read", "partial", "skipped"]
    reason: str | None = None
    sampling: Sampling | None = None


@dataclass(frozen=True, slots=True)
class RunInfo:
    """One execution. Times are aware datetimes."""

    id: str
    started: datetime
    finished: datetime
    status: Status
    exit_code: int
    fail_on: str
    project: str = ""


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What a report may say of a source: never its URL or host. ``kind`` is ``database``, ``files``."""

    id: str
    kind: str
    owner: str = ""
    purposes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Findings set against purposes, with everything that was and was not read.

    ``unused`` lists purposes that sources declare and for which no data was found; ``clean`` the fields in which
    nothing was found, of collections that were read to the end or sampled as a whole.
    """

    run: RunInfo
    policy: Policy
    sources: tuple[SourceInfo, ...]
    coverage: tuple[Coverage, ...]
    skipped: tuple[Skipped, ...]
    entries: tuple[Entry, ...]
    dismissed: tuple[Dismissed, ...] = ()
    unused: tuple[str, ...] = ()
    clean: tuple[CleanField, ...] = ()
