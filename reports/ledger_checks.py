"""Checks of what a ledger of personal data has to say: who answers for a source, when that was last gone over, and how
long its records may be kept (APPI 22, 24; articles on the manager, on rules and on audits)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from connectors.base import Location
from detectors.base import RecordTimes
from reports.base import Entry, Observation, SourceInfo
from reports.checks import Scene
from reports.declaration import Declaration
from reports.durations import Duration, go_back, parse_duration
from reports.linkage import covered
from reports.policy import Policy
from reports.stakes import Facts, Stakes, holding_sources

_REVIEW = Duration(months=12)
_NEVER = "–"
_MOST_UNDATED = 0.2


def check_ledger(scene: Scene, stakes: Stakes) -> Iterator[Observation]:
    """LEDGER-OWNER and LEDGER-STALE of each source, SEC-RETENTION of each collection."""
    for source, entries in holding_sources(scene, stakes):
        if not source.owner and not source.declaration.department:
            yield stakes.observe("LEDGER-OWNER", Location(source.id, ""), entries)
        if _is_stale(source, scene.today):
            facts = {"reviewed": source.declaration.reviewed or _NEVER}
            yield stakes.observe("LEDGER-STALE", Location(source.id, ""), entries, facts)
    yield from _check_retention(scene, stakes)


def _is_stale(source: SourceInfo, today: date) -> bool:
    """Whether a declaration was not gone over for a year (JIS Q 15001 wants the ledger reviewed at least yearly). A
    source that declares nothing has nothing to go over: that is LEDGER-OWNER."""
    declaration = source.declaration
    if replace(declaration, source="") == Declaration("") and not source.owner:
        return False
    return declaration.reviewed < go_back(today, _REVIEW).isoformat()


def _check_retention(scene: Scene, stakes: Stakes) -> Iterator[Observation]:
    times: dict[tuple[str, str], list[RecordTimes]] = {}
    for one in scene.times:
        times.setdefault((one.location.source, one.location.collection), []).append(one)
    declarations = {source.id: source.declaration for source in scene.sources}
    for place, entries in stakes.personal.items():
        declared = declarations.get(place[0], Declaration(place[0])).retention_at(place[1])
        item, period, starts = ("", declared, "") if declared else _find_period(scene.policy, entries)
        duration = parse_duration(period)
        if duration is None or place not in times:
            continue
        cutoff = go_back(scene.today, duration).isoformat()[:7]
        best = _choose(times[place], cutoff)
        months = [month for month in best.months if month < cutoff]
        if months:
            facts: Facts = {
                "old": sum(best.months[month] for month in months),
                "rows": sum(best.months.values()) + best.undated,
                "cutoff": cutoff,
                "retention": period,
                "oldest": min(months),
                "field": best.location.path or best.location.field,
            }
            seen = stakes.observe("SEC-RETENTION", Location(*place), entries, facts, "low" if starts else None)
            yield replace(seen, clause=item or _retention_article(scene.policy) or seen.clause)


def _choose(times: Sequence[RecordTimes], cutoff: str) -> RecordTimes:
    """The field by which the fewest rows are old: a row that was made long ago may have been used yesterday. Fields in
    which many rows have no date are asked only where there is no other."""
    full = [one for one in times if one.undated <= _MOST_UNDATED * (sum(one.months.values()) + one.undated)]
    return min(full or times, key=lambda one: (_count_old(one, cutoff), one.location.field, one.location.path or ""))


def _count_old(times: RecordTimes, cutoff: str) -> int:
    """Rows of months that ended before the month of the cut-off: never a row too many."""
    return sum(count for month, count in times.months.items() if month < cutoff)


def _retention_article(policy: Policy) -> str:
    """The number of the article on how long data is kept; "" where there is none."""
    return next((str(article.number) for article in policy.articles if article.role == "retention"), "")


def _find_period(policy: Policy, entries: Sequence[Entry]) -> tuple[str, str, str]:
    """The item, the period and its start, of the policy's retention for data such as this; of several the longest."""
    fitting = [
        (duration.months * 31 + duration.days, one)
        for one in policy.retention
        if (duration := parse_duration(one.period))
        and (not one.categories or any(covered(entry.finding.category, one.categories) for entry in entries))
    ]
    if not fitting:
        return "", "", ""
    longest = max(fitting, key=lambda pair: pair[0])[1]
    return longest.item, longest.period, longest.starts
