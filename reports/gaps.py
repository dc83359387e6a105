"""What lies between the policy, what the sources declare, and what was found, in every direction.

A row is one kind of data, purpose, announced item or reason in one source, however many findings stand behind it; it
says who has to act and what would settle it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from reports.base import SEVERITIES, Entry, Report, Severity, SourceInfo
from reports.checks import load_checks
from reports.linkage import covered, load_linkage
from reports.summary import Gap, find_gaps
from reports.verdicts import COVERING, VERDICT_CHECKS

Direction = Literal[
    "barred",
    "undeclared",
    "no-purpose",
    "mismatch",
    "consent",
    "delegate",
    "subject",
    "not-scanned",
    "not-found",
    "unserved",
    "unclaimed",
    "retention",
]
"""``barred`` to ``subject`` and ``retention``: found, and a check of the policy says so. ``not-scanned``: nobody
looked. ``not-found``: announced in the policy, and not found. ``unserved``: a source declares the purpose, and no data
was found that serves it. ``unclaimed``: no source declares the purpose."""

DIRECTIONS: tuple[Direction, ...] = (
    *("barred", "undeclared", "no-purpose", "mismatch", "consent", "delegate", "subject"),
    *("not-scanned", "not-found", "unserved", "unclaimed", "retention"),
)
"""Every direction, worst first."""

Settlement = Literal[
    "delete",
    "move",
    "pseudonymise",
    "obtain-consent",
    "record-consent",
    "announce",
    "declare",
    "link-notice",
    "correct-subjects",
    "set-retention",
    "scan",
    "withdraw-item",
    "withdraw-purpose",
    "drop-purpose",
]
"""What would settle a gap; one of them is enough."""

CHECK_DIRECTIONS: Mapping[str, Direction] = {
    "POL-BARRED": "barred",
    "POL-UNDECLARED": "undeclared",
    "POL-NOPURPOSE": "no-purpose",
    "POL-MISMATCH": "mismatch",
    "POL-CONSENT": "consent",
    "POL-DELEGATE": "delegate",
    "POL-SUBJECT": "subject",
    "POL-NORETENTION": "retention",
}

_SETTLEMENTS: Mapping[Direction, tuple[Settlement, ...]] = {
    "barred": ("delete", "move"),
    "undeclared": ("delete", "announce"),
    "no-purpose": ("declare", "delete"),
    "mismatch": ("delete", "move", "pseudonymise", "declare", "obtain-consent"),
    "consent": ("record-consent", "delete"),
    "delegate": ("link-notice",),
    "subject": ("correct-subjects", "move"),
    "not-scanned": ("scan",),
    "not-found": ("withdraw-item",),
    "unserved": ("drop-purpose",),
    "unclaimed": ("declare", "withdraw-purpose"),
    "retention": ("set-retention",),
}


@dataclass(frozen=True, slots=True)
class PolicyGap:
    """One row. ``source`` is empty where it is about the policy as a whole; of ``category``, ``purpose`` and ``item``
    (of the policy) those are filled that it is about, ``reason`` is why something was not scanned. ``actor`` is a code
    of the message catalogue; ``owner`` and ``department`` are what the source declares. ``count`` is how many findings
    (``fingerprints``) or places there are, ``severity`` the worst of them (low where nothing was found). With
    ``partial`` the search did not reach everything, so that what was not found may be there; a place that was not
    scanned was then read in part. ``whole`` marks a source of which nothing was read. ``settlements`` are what would
    settle it."""

    direction: Direction
    source: str = ""
    category: str = ""
    purpose: str = ""
    item: str = ""
    reason: str = ""
    severity: Severity = "low"
    actor: str = ""
    owner: str = ""
    department: str = ""
    count: int = 0
    fingerprints: tuple[str, ...] = ()
    partial: bool = False
    whole: bool = False
    settlements: tuple[Settlement, ...] = ()


def find_policy_gaps(report: Report) -> tuple[PolicyGap, ...]:
    """Every gap, worst direction first; within one the more severe, then the more findings."""
    unread = find_gaps(report)
    partial = is_partial(report, unread)
    rows = [
        *_from_findings(report),
        *_from_unscanned(unread),
        *_from_announcements(report, partial),
        *_from_purposes(report, partial),
    ]
    sources = {one.id: one for one in report.sources}
    return tuple(sorted((_name_owner(row, sources) for row in rows), key=_rank))


def _rank(gap: PolicyGap) -> tuple[int, int, bool, int, str, str, str, str]:
    order = (DIRECTIONS.index(gap.direction), SEVERITIES.index(gap.severity), not gap.whole, -gap.count)
    return (*order, gap.source, gap.category, gap.item or gap.purpose, gap.reason)


def _name_owner(gap: PolicyGap, sources: Mapping[str, SourceInfo]) -> PolicyGap:
    """The same row with the owner and the department of its source."""
    info = sources.get(gap.source)
    return replace(gap, owner=info.owner, department=info.declaration.department) if info else gap


def is_partial(report: Report, unread: Sequence[Gap]) -> bool:
    """Whether something was not read, or only in a sample, so that "not found" does not mean that there is none."""
    return bool(unread) or not report.coverage or any(row.method == "sample" for row in report.coverage)


def list_directions(entry: Entry) -> tuple[Direction, ...]:
    """The directions of one finding, worst first; of an entry without checks (one that was stored before there were
    any) the direction of its verdict."""
    if entry.checks:
        return tuple(CHECK_DIRECTIONS[check] for check in entry.checks if check in CHECK_DIRECTIONS)
    by_verdict = {verdict: CHECK_DIRECTIONS[check] for check, verdict in VERDICT_CHECKS.items()}
    return (by_verdict[entry.policy],) if entry.policy in by_verdict else ()


def _from_findings(report: Report) -> Iterator[PolicyGap]:
    """Findings that meet a check, by direction, source and category; retention by source alone, since the answer is one
    for all of its data."""
    groups: dict[tuple[Direction, str, str], list[Entry]] = defaultdict(list)
    for entry in report.entries:
        for direction in list_directions(entry):
            category = "" if direction == "retention" else entry.finding.category
            groups[direction, entry.finding.location.source, category].append(entry)
    checks = {direction: check for check, direction in CHECK_DIRECTIONS.items()}
    for (direction, source, category), entries in groups.items():
        yield PolicyGap(
            direction,
            source,
            category,
            item=report.policy.announced.get(category, ""),
            severity=min((entry.severity for entry in entries), key=SEVERITIES.index),
            actor=load_checks()[checks[direction]].actor,
            count=len(entries),
            fingerprints=tuple(entry.fingerprint for entry in entries),
            settlements=_settle(report, direction, category),
        )


def _settle(report: Report, direction: Direction, category: str) -> tuple[Settlement, ...]:
    """What would settle a gap of findings. What no purpose of the policy needs has no place to go to, and what is no
    identifier needs no pseudonym."""
    row = report.policy.matrix.get(category, {})
    out: set[Settlement] = set()
    if not any(fit in COVERING for fit in row.values()):
        out = {"move", "declare"} if direction == "mismatch" else {"move"}
    if not covered(category, load_linkage()["link"]["named_first"]):
        out.add("pseudonymise")
    return tuple(one for one in _SETTLEMENTS[direction] if one not in out)


def _from_unscanned(unread: Sequence[Gap]) -> Iterator[PolicyGap]:
    """Places that were not scanned, or not to the end, by source and reason."""
    groups: dict[tuple[str, str, bool, bool], int] = defaultdict(int)
    for gap in unread:
        groups[gap.source, gap.reason, gap.partial, not gap.collection] += 1
    for (source, reason, partial, whole), count in groups.items():
        yield PolicyGap(
            "not-scanned",
            source,
            reason=reason,
            actor="operations",
            count=count,
            partial=partial,
            whole=whole,
            settlements=_SETTLEMENTS["not-scanned"],
        )


def _from_announcements(report: Report, partial: bool) -> Iterator[PolicyGap]:
    """Items by which the policy says what it acquires, and of which nothing was found. An imported item that nobody
    has given categories yet says nothing."""
    found = {entry.finding.category for entry in report.entries}
    keys: dict[str, list[str]] = defaultdict(list)
    for one in report.policy.announcements:
        keys[one.item] += one.categories
    for item, categories in keys.items():
        if categories and not any(covered(category, categories) for category in found):
            yield PolicyGap(
                "not-found",
                item=item,
                actor="privacy-office",
                partial=partial,
                settlements=_search_first(partial, "not-found"),
            )


def _from_purposes(report: Report, partial: bool) -> Iterator[PolicyGap]:
    """Purposes without data: each that a source declares, in each such source; each that no source declares, not even
    a purpose that details it."""
    declared = {purpose for source in report.sources for purpose in source.purposes}
    parents = {one.parent for one in report.policy.purposes if one.id in declared}
    for purpose in report.policy.purposes:
        if purpose.id in report.unused:
            for source in report.sources:
                if purpose.id in source.purposes:
                    yield PolicyGap(
                        "unserved",
                        source.id,
                        purpose=purpose.id,
                        item=purpose.item,
                        actor="owner",
                        partial=partial,
                        settlements=_search_first(partial, "unserved"),
                    )
        elif purpose.id not in declared | parents:
            yield PolicyGap(
                "unclaimed",
                purpose=purpose.id,
                item=purpose.item,
                actor="privacy-office",
                settlements=_SETTLEMENTS["unclaimed"],
            )


def _search_first(partial: bool, direction: Direction) -> tuple[Settlement, ...]:
    """What was not found may be where nobody looked."""
    return ("scan", *_SETTLEMENTS[direction]) if partial else _SETTLEMENTS[direction]
