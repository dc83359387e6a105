"""What a report adds up to: the verdict, the counts and everything that was not scanned.

Every renderer takes its numbers from here, so that they are the same in all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from reports.base import LEAK_RULES, POLICY_VERDICTS, SEVERITIES, STATES, Coverage, Entry, Report, RunInfo

Judgement = Literal["ok", "stop", "unknown", "nothing", "unjudged"]
"""``stop``: findings at or above the bar; ``unknown``: none, but part was not scanned; ``nothing``: no data
was read at all; ``unjudged``: findings, but no bar was set; ``ok``: none of these."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A place that was not scanned, or (``partial``) not to its end. ``reason`` is a code of the message
    catalogue's ``skip`` section; ``problem`` and ``hint`` are English and may be empty."""

    source: str
    collection: str
    field: str
    path: str | None
    reason: str
    problem: str = ""
    hint: str = ""
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """How many tables and files were read to the end, out of how many. ``known`` is false where a whole
    source could not be opened, so that nobody knows how many there are."""

    read: int
    partial: int
    total: int
    known: bool

    @property
    def percent(self) -> int | None:
        """The share read to the end in whole per cent, rounded down; None where there is nothing."""
        return self.read * 100 // self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of one report: findings by severity, policy verdict, category and state, and coverage. ``clean``
    counts fields without findings, ``clean_upper`` is the worst bound among them (0 where all rows were read);
    ``reportable`` counts findings by the cases in which a leak of them would have to be reported, ``excepted`` those
    for which an exception holds, ``lapsed`` those whose exception has expired."""

    findings: int
    severity: Mapping[str, int]
    policy: Mapping[str, int]
    category: Mapping[str, int]
    state: Mapping[str, int]
    gating: int
    places: Places
    not_scanned: int
    dismissed: int
    rows_read: int
    bytes_read: int
    clean: int
    clean_upper: float
    reportable: Mapping[str, int]
    excepted: int = 0
    lapsed: int = 0

    @property
    def without_purpose(self) -> int:
        """Findings that the policy does not announce, or that no declared purpose covers."""
        return self.findings - self.policy["declared"]


def summarise(report: Report) -> Summary:
    """Count a report once, for every renderer."""
    gaps = find_gaps(report)
    entries = report.entries
    return Summary(
        findings=len(entries),
        severity=count(SEVERITIES, (entry.severity for entry in entries)),
        policy=count(POLICY_VERDICTS, (entry.policy for entry in entries)),
        category=dict(sorted(Counter(entry.finding.category for entry in entries).items())),
        state=count(STATES, (entry.state for entry in entries)),
        gating=len(find_gating(report)),
        places=count_places(report.coverage, gaps),
        not_scanned=len(gaps),
        dismissed=len(report.dismissed),
        rows_read=sum(row.rows_read for row in report.coverage),
        bytes_read=sum(row.bytes_read for row in report.coverage),
        clean=len(report.clean),
        clean_upper=max((field.upper for field in report.clean), default=0.0),
        reportable=count(LEAK_RULES, (rule for entry in entries for rule in entry.reportable)),
        excepted=sum(entry.excepted for entry in entries),
        lapsed=sum(entry.lapsed for entry in entries),
    )


def count(known: tuple[str, ...], codes: Iterable[str]) -> dict[str, int]:
    """How often each of the known codes stands in ``codes``, zeros included, in the known order."""
    seen = Counter(codes)
    return {code: seen[code] for code in known}


def find_gating(report: Report) -> tuple[Entry, ...]:
    """The findings that fail the run."""
    return tuple(entry for entry in report.entries if is_gating(entry, report.run))


def is_gating(entry: Entry, run: RunInfo) -> bool:
    """Whether a finding fails a run: at or above its bar and new or reopened, or of any state where existing ones fail
    it too or its exception has expired; never while an exception holds."""
    counts = run.existing_fails or entry.state != "existing" or entry.lapsed
    return counts and not entry.excepted and reaches(entry, run.fail_on)


def reaches(entry: Entry, fail_on: str) -> bool:
    """Whether a finding is severe enough to fail a run. What only names an organisation never is."""
    if fail_on not in SEVERITIES or (
        entry.finding.subject == "organisation" and entry.finding.category.startswith("org.")
    ):
        return False
    return SEVERITIES.index(entry.severity) <= SEVERITIES.index(fail_on)


def find_bar(report: Report) -> Literal["critical", "high", "medium", "low"] | None:
    """The severity at which the run fails; None where the run was told never to fail."""
    return next((severity for severity in SEVERITIES if severity == report.run.fail_on), None)


def judge(report: Report) -> Judgement:
    """The verdict. It follows the run's status, except that what was not read is never called fine."""
    if "findings" in report.run.status:
        return "stop"
    gaps = find_gaps(report)
    # A run without gaps is incomplete where no row was read: empty files alone.
    if all(row.status == "skipped" for row in report.coverage) or (report.run.status == "incomplete" and not gaps):
        return "nothing"
    unread_source = any(gap.reason == "nothing-read" for gap in gaps)
    if report.run.status != "clean" or unread_source or any(row.status != "read" for row in report.coverage):
        return "unknown"
    if find_bar(report) is None and report.entries:
        return "unjudged"
    return "ok"


def find_gaps(report: Report) -> tuple[Gap, ...]:
    """Everything that was not scanned: what connectors skipped, collections that the coverage calls
    unread although no skip names them, and sources of which nothing was heard."""
    skipped = [
        Gap(
            source=skip.location.source,
            collection=skip.location.collection,
            field=skip.location.field,
            path=skip.location.path,
            reason=skip.reason,
            problem=skip.problem,
            hint=skip.hint,
            partial=skip.partial,
        )
        for skip in report.skipped
    ]
    named = {(gap.source, gap.collection) for gap in skipped}
    unnamed = [
        gap_of(row) for row in report.coverage if row.status != "read" and (row.source, row.collection) not in named
    ]
    heard_of = {row.source for row in report.coverage} | {gap.source for gap in skipped}
    silent = [Gap(source.id, "", "", None, "nothing-read") for source in report.sources if source.id not in heard_of]
    return (*skipped, *unnamed, *silent)


def gap_of(row: Coverage) -> Gap:
    """The gap that a line of the coverage admits."""
    return Gap(
        source=row.source,
        collection=row.collection,
        field="",
        path=None,
        reason=row.reason or "not-finished",
        partial=row.status == "partial",
    )


def count_places(coverage: tuple[Coverage, ...], gaps: tuple[Gap, ...]) -> Places:
    """Tables and files read to the end, among all that are known of. One with a field that could not be
    read was not read to the end."""
    covered = {(row.source, row.collection): row.status for row in coverage}
    short = {(gap.source, gap.collection) for gap in gaps}
    return Places(
        read=sum(status == "read" and place not in short for place, status in covered.items()),
        partial=sum(status == "partial" or (status == "read" and place in short) for place, status in covered.items()),
        total=len(covered.keys() | short),
        known=all(gap.collection for gap in gaps),
    )
