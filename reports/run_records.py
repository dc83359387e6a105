"""The records of the JSON document that are cut otherwise than the types of a report, and the way back from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from connectors.base import Location, Skipped, SkipReason
from detectors.base import Evidence, Finding, Subject, Verdict
from detectors.catalogue import AppiClass
from reports.acceptance import Acceptance
from reports.base import (
    Coverage,
    Entry,
    LeakRule,
    Link,
    Origin,
    PolicyVerdict,
    PurposeFit,
    Report,
    Severity,
    SourceInfo,
    State,
)
from reports.declaration import Declaration
from reports.policy import Fit
from reports.summary import Gap, find_gaps


@dataclass(frozen=True, slots=True)
class FitRecord:
    """One item of ``findings[].purposes``."""

    id: str
    fit: Fit


@dataclass(frozen=True, slots=True)
class FindingRecord:
    """One item of ``findings``: a finding and its entry in one. What has a default was added after the first version
    of the document."""

    fingerprint: str
    category: str
    verdict: Verdict
    severity: Severity
    confidence: float
    subject: Subject
    location: Location
    evidence: Evidence
    purposes: tuple[FitRecord, ...]
    policy: PolicyVerdict
    state: State
    reasons: tuple[str, ...] = ()
    standing: AppiClass | None = None
    link: Link | None = None
    reportable: tuple[LeakRule, ...] = ()
    persons: int | None = None
    checks: tuple[str, ...] = ()
    first_seen: datetime | None = None
    acceptance: Acceptance | None = None
    lapsed: bool = False

    def entry(self) -> Entry:
        """The entry that was written so."""
        return Entry(
            self.fingerprint,
            Finding(self.category, self.location, self.verdict, self.confidence, self.subject, self.evidence),
            self.severity,
            tuple(PurposeFit(one.id, one.fit) for one in self.purposes),
            self.policy,
            self.reasons,
            self.state,
            self.standing,
            self.link,
            self.reportable,
            self.persons,
            self.checks,
            self.first_seen,
            self.acceptance,
            self.lapsed,
        )


@dataclass(frozen=True, slots=True)
class OriginRecord:
    """One item of the ``origins`` of a source."""

    collection: str
    field: str
    path: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One item of ``sources``. ``declaration`` is None where the run does not say it."""

    id: str
    kind: str
    owner: str = ""
    purposes: tuple[str, ...] = ()
    declaration: Declaration | None = None
    anchor: str = ""
    line: int = 0
    folder: str = ""
    scope: str = ""
    origins: tuple[OriginRecord, ...] = ()

    def source(self) -> SourceInfo:
        """The source that was written so."""
        declaration = self.declaration or Declaration("")
        place = (self.anchor, self.line, self.folder, self.scope)
        origins = {(one.collection, one.field): Origin(one.path, one.line) for one in self.origins}
        return SourceInfo(self.id, self.kind, self.owner, self.purposes, declaration, *place, origins)


def name_declarations(sources: Any) -> Any:
    """The parsed ``sources`` with the id of each written into its declaration, where the document leaves it out."""
    if not isinstance(sources, list):
        return sources
    return [
        {**one, "declaration": {**one["declaration"], "source": one.get("id")}}
        if isinstance(one, dict) and isinstance(one.get("declaration"), dict)
        else one
        for one in sources
    ]


def complete_coverage(row: Coverage) -> Coverage:
    """The coverage with the numbers of rows in its sampling, which the document does not repeat."""
    if row.sampling is None:
        return row
    return replace(row, sampling=replace(row.sampling, rows_read=row.rows_read, rows_total=row.rows_total))


def restore_skipped(report: Report, gaps: Sequence[Gap]) -> Report:
    """The report with its skipped places. The document lists gaps: behind what was skipped stands what the coverage
    and the sources admit by themselves, and that is told apart by working it out again."""
    told = len(gaps)
    while told and not (gaps[told - 1].problem or gaps[told - 1].hint):
        told -= 1
    fewest = replace(report, skipped=tuple(as_skipped(gap) for gap in gaps[:told]))
    if find_gaps(fewest) == tuple(gaps):
        return fewest
    return replace(report, skipped=tuple(as_skipped(gap) for gap in gaps))


def as_skipped(gap: Gap) -> Skipped:
    """The skipped place behind a gap."""
    location = Location(gap.source, gap.collection, gap.field, gap.path)
    return Skipped(location, cast("SkipReason", gap.reason), gap.problem, gap.hint, gap.partial)
