"""What renderers get: one :class:`Report`. A renderer may arrange it, never filter it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from connectors.base import Skipped
from detectors.base import Dismissed, Finding
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


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding set against the policy. ``reasons`` are codes of the message catalogue that say why the
    severity is what it is (``sensitivity``, ``no-purpose``, ``combination:contact``, ...)."""

    fingerprint: str
    finding: Finding
    severity: Severity
    purposes: tuple[PurposeFit, ...]
    policy: PolicyVerdict
    reasons: tuple[str, ...] = ()
    state: State = "new"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was read of one collection. ``rows_total`` is None where nobody knows. ``reason`` says why a
    place was skipped or only partly read."""

    source: str
    collection: str
    rows_total: int | None
    rows_read: int
    bytes_read: int
    method: Literal["full", "sample"]
    status: Literal["read", "partial", "skipped"]
    reason: str | None = None


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

    ``unused`` lists purposes that sources declare and for which no data was found.
    """

    run: RunInfo
    policy: Policy
    sources: tuple[SourceInfo, ...]
    coverage: tuple[Coverage, ...]
    skipped: tuple[Skipped, ...]
    entries: tuple[Entry, ...]
    dismissed: tuple[Dismissed, ...] = ()
    unused: tuple[str, ...] = ()
