"""What changed between two runs: two stored ones, or two reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import sqlalchemy as sa

from reports.base import SEVERITIES
from reports.comparison import FormerFinding
from reports.earlier import Earlier
from reports.garbage import pause_collection
from reports.second_look import SecondLook, sort_former
from scanner.config_text import ConfigError
from scanner.history import History
from scanner.history_lives import make_life
from scanner.history_runs import StoredNumbers, list_sources
from scanner.history_tables import FINDING, PRESENCE

Kind = Literal["new", "reopened", "fixed", "changed", "unseen"]
KINDS: tuple[Kind, ...] = ("new", "reopened", "changed", "fixed", "unseen")


@dataclass(frozen=True, slots=True)
class Change:
    """A finding that is not as it was. ``before`` is the severity in the earlier run (empty: it was not there)."""

    kind: Kind
    finding: FormerFinding
    before: str = ""


@dataclass(frozen=True, slots=True)
class RunDiff:
    """What changed from one run to a later one, worst first in each kind. ``same`` counts what stayed as it was."""

    earlier: str
    later: str
    changes: tuple[Change, ...]
    same: int

    def of(self, kind: Kind) -> tuple[Change, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.kind == kind)

    def is_failing(self, fail_on: str) -> bool:
        """Whether something new or reopened is at or above a severity (``none``: nothing is)."""
        bar = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on in SEVERITIES else ()
        return any(one.kind in ("new", "reopened") and one.finding.severity in bar for one in self.changes)


def diff_stored(history: History, earlier: StoredNumbers, later: StoredNumbers) -> RunDiff:
    """What changed between two stored runs, from the stretches of their findings alone. ConfigError where the stretches
    of the earlier one are kept no more, or it is not the earlier one."""
    if earlier.number >= later.number:
        raise ConfigError(f"run {earlier.id} is not earlier than {later.id}; name the earlier one first")
    if not earlier.detail:
        raise ConfigError(f"of run {earlier.id} only the numbers are kept (keep_detail); daicho runs shows them")
    columns = [PRESENCE.c[name].label(f"at_{name}") for name in ("from_run", "until_run", "seen", "severity", "policy")]
    stretches = (
        sa.select(FINDING, *columns)
        .join(PRESENCE, PRESENCE.c.finding == FINDING.c.id)
        .where(
            FINDING.c.series == history.series,
            PRESENCE.c.from_run <= later.number,
            sa.or_(PRESENCE.c.until_run.is_(None), PRESENCE.c.until_run > earlier.number),
        )
    )
    with pause_collection(), history.reading() as connection:
        rows = connection.execute(stretches).all()
    at_earlier = {row.id: row for row in rows if _covers(row, earlier.number)}
    at_later = {row.id: row for row in rows if _covers(row, later.number)}
    sources = list_sources(history, later)
    changes, same = [], 0
    for id, row in (at_earlier | at_later).items():
        change = _tell(at_earlier.get(id), at_later.get(id), row, earlier.number, sources)
        if change:
            changes.append(change)
        else:
            same += 1
    return RunDiff(earlier.id, later.id, sort_changes(changes), same)


def _covers(row: Any, number: int) -> bool:
    return bool(row.at_from_run <= number and (row.at_until_run is None or row.at_until_run > number))


def _tell(before: Any, after: Any, row: Any, earlier: int, sources: frozenset[str]) -> Change | None:
    """The change of a finding that one of two runs had; None where it is as it was."""
    was = before.at_severity if before is not None else ""
    if after is None:
        kind: Kind = "fixed"
    elif not after.at_seen or row.source not in sources:
        kind = "unseen"
    elif before is None:
        kind = "reopened" if row.first_run <= earlier else "new"
    elif was != after.at_severity:
        kind = "changed"
    else:
        return None
    former = make_life(row).trace.former
    return Change(kind, replace(former, severity=row.at_severity, policy=row.at_policy), was)


def diff_documents(earlier: Earlier, later: Earlier) -> RunDiff:
    """What changed between two runs, each with all that it says of where it looked."""
    look = SecondLook(later)
    before, after = earlier.traces, {one: trace for one, trace in later.traces.items() if one in later.states}
    changes = [
        Change("fixed" if look.is_gone(trace) else "unseen", trace.former, trace.former.severity)
        for fingerprint, trace in before.items()
        if fingerprint not in after
    ]
    for fingerprint, trace in after.items():
        was = before.get(fingerprint)
        if was is None:
            kind: Kind = "reopened" if later.states.get(fingerprint) == "reopened" else "new"
            changes.append(Change(kind, trace.former))
        elif was.former.severity != trace.former.severity:
            changes.append(Change("changed", trace.former, was.former.severity))
    kept = sum(
        fingerprint in before and before[fingerprint].former.severity == trace.former.severity
        for fingerprint, trace in after.items()
    )
    return RunDiff(earlier.run, later.run, sort_changes(changes), kept)


def sort_changes(changes: list[Change]) -> tuple[Change, ...]:
    """By kind, then worst first, then by place."""
    places: Mapping[str, int] = {
        one.fingerprint: number for number, one in enumerate(sort_former(change.finding for change in changes))
    }
    return tuple(sorted(changes, key=lambda one: (KINDS.index(one.kind), places[one.finding.fingerprint])))
