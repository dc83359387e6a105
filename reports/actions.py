"""The few things to do first: what weighs most, and who owns it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from reports.base import SEVERITIES, Entry, Report
from reports.summary import Gap, find_gaps

LIMIT = 3
"""A list that is longer is not read."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do in one source: about findings of one category, or about places that could not be
    scanned for one reason. Exactly one of ``entries`` (the worst first) and ``gaps`` is filled."""

    source: str
    owner: str
    entries: tuple[Entry, ...] = ()
    gaps: tuple[Gap, ...] = ()


def choose_actions(report: Report, limit: int = LIMIT) -> tuple[Action, ...]:
    """The first ``limit`` things to do; where something was not scanned, one of them is about that."""
    owners = {source.id: source.owner for source in report.sources}
    about_gaps = group_gaps(report, owners)
    about_findings = group_findings(report, owners)
    kept = about_findings[: limit - min(1, len(about_gaps))]
    return (*kept, *about_gaps[: limit - len(kept)])


def group_findings(report: Report, owners: dict[str, str]) -> list[Action]:
    """Findings that call for something, by source and category, the worst first."""
    groups: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in sorted(report.entries, key=rank_entry):
        if not _is_settled(entry) and (entry.policy != "declared" or entry.severity in ("critical", "high")):
            groups[entry.finding.location.source, entry.finding.category].append(entry)
    ranked = sorted(groups.items(), key=lambda group: (rank_entry(group[1][0]), -len(group[1]), group[0]))
    return [Action(source, owners.get(source, ""), tuple(found)) for (source, _), found in ranked]


def _is_settled(entry: Entry) -> bool:
    """Whether an exception says that nothing is to be done for now; one that waits for a fix does not."""
    return entry.excepted and entry.acceptance is not None and entry.acceptance.kind != "fix-pending"


def rank_entry(entry: Entry) -> tuple[int, bool, bool, bool]:
    """What comes first: the more severe, then the new, then what is barred, then what the policy does not cover."""
    barred, declared = entry.policy == "barred", entry.policy == "declared"
    return SEVERITIES.index(entry.severity), entry.state == "existing", not barred, declared


def group_gaps(report: Report, owners: dict[str, str]) -> list[Action]:
    """Places that were not scanned, by source and reason: whole sources first, then the most places."""
    groups: dict[tuple[str, str], list[Gap]] = defaultdict(list)
    for gap in find_gaps(report):
        groups[gap.source, gap.reason].append(gap)
    ranked = sorted(
        groups.items(), key=lambda group: (all(gap.collection for gap in group[1]), -len(group[1]), group[0])
    )
    return [Action(source, owners.get(source, ""), gaps=tuple(gaps)) for (source, _), gaps in ranked]
