"""The lives of findings: seen, not looked at, fixed, and back again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from connectors.base import Location
from reports.base import Report, Severity
from reports.comparison import FormerFinding
from reports.second_look import Trace
from scanner.history import read_moment, write_moment
from scanner.history_tables import FINDING, PRESENCE


@dataclass(frozen=True, slots=True)
class Life:
    """What is known of a finding. ``state`` is ``seen``, ``unseen`` (open, but the last run that read its source did
    not look at its place) or ``fixed``."""

    id: int
    state: str
    trace: Trace
    reopened: int


def load_lives(connection: Connection, series: str) -> dict[str, Life]:
    """Fingerprint -> life, of everything that a series of runs ever found and still remembers."""
    rows = connection.execute(sa.select(FINDING).where(FINDING.c.series == series))
    return {row.fingerprint: make_life(row) for row in rows}


def make_life(row: Any) -> Life:
    """The life of a row of ``daicho_finding``."""
    former = FormerFinding(
        row.fingerprint,
        row.category,
        Location(row.source, row.collection, row.field, row.path),
        cast("Severity", row.severity),
        row.policy,
        read_moment(row.first_seen),
    )
    trace = Trace(former, row.named, row.rate, row.scope, row.persons, row.confidence)
    return Life(row.id, row.state, trace, row.reopened)


def keep_lives(
    connection: Connection,
    series: str,
    number: int,
    report: Report,
    traces: Mapping[str, Trace],
    lives: Mapping[str, Life],
    absent: tuple[tuple[Life, ...], tuple[Life, ...]],
) -> None:
    """Write down what a run changed; ``absent`` are the lives that it fixed and those that it says nothing of."""
    fixed, unseen = absent
    scanned = {source.id for source in report.sources}
    moment = write_moment(report.run.started)
    # Of a source that the run did not read nothing changes: that it did not says the list of its sources.
    lost = [life for life in unseen if life.state == "seen" and life.trace.former.location.source in scanned]
    fresh = [(fingerprint, trace) for fingerprint, trace in traces.items() if fingerprint not in lives]
    _begin_lives(connection, series, number, moment, fresh)
    _see_again(connection, number, [(lives[one], trace) for one, trace in traces.items() if one in lives])
    _end_stretches(connection, number, [*fixed, *lost])
    _begin_stretches(connection, number, [(life.id, life.trace, False) for life in lost])
    _set_state(connection, "unseen", lost)
    _set_state(connection, "fixed", fixed, fixed_run=number, fixed_at=moment)
    if scanned:
        connection.execute(
            FINDING.update()
            .where(FINDING.c.series == series, FINDING.c.state == "seen", FINDING.c.source.in_(sorted(scanned)))
            .values(last_run=number, last_seen=moment)
        )


def _begin_lives(
    connection: Connection, series: str, number: int, moment: str, fresh: Sequence[tuple[str, Trace]]
) -> None:
    """Findings that were never there."""
    if not fresh:
        return
    first = (connection.execute(sa.select(sa.func.max(FINDING.c.id))).scalar() or 0) + 1
    begun = {"first_run": number, "first_seen": moment, "last_run": number, "last_seen": moment, "reopened": 0}
    rows = [
        {"id": id, "series": series, "fingerprint": fingerprint, "state": "seen", **begun, **_describe(trace)}
        for id, (fingerprint, trace) in enumerate(fresh, first)
    ]
    connection.execute(FINDING.insert(), rows)
    _begin_stretches(connection, number, [(id, trace, True) for id, (_, trace) in enumerate(fresh, first)])


def _see_again(connection: Connection, number: int, known: Sequence[tuple[Life, Trace]]) -> None:
    """Findings that are there still, or again."""
    changed = [
        (life, trace) for life, trace in known if life.state != "seen" or _describe(life.trace) != _describe(trace)
    ]
    if changed:
        columns = _describe(changed[0][1])
        values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in columns}
        connection.execute(
            FINDING.update()
            .where(FINDING.c.id == sa.bindparam("whose"))
            .values(state="seen", fixed_run=None, fixed_at=None, reopened=sa.bindparam("times"), **values),
            [
                {"whose": life.id, "times": life.reopened + (life.state == "fixed")}
                | {f"new_{name}": value for name, value in _describe(trace).items()}
                for life, trace in changed
            ],
        )
    turned = [(life, trace) for life, trace in known if _has_turned(life, trace)]
    _end_stretches(connection, number, [life for life, _ in turned if life.state != "fixed"])
    _begin_stretches(connection, number, [(life.id, trace, True) for life, trace in turned])


def _describe(trace: Trace) -> dict[str, Any]:
    """The columns that follow the finding as it is now."""
    former, place = trace.former, trace.former.location
    return {
        "category": former.category,
        "source": place.source,
        "collection": place.collection,
        "field": place.field,
        "path": place.path,
        "severity": former.severity,
        "policy": former.policy,
        "persons": trace.persons,
        "confidence": trace.confidence,
        "named": trace.named,
        "rate": trace.rate,
        "scope": trace.scope,
    }


def _has_turned(life: Life, trace: Trace) -> bool:
    """Whether a new stretch begins: it was not seen, or it is of another severity or standing to the policy."""
    was, now = life.trace.former, trace.former
    return life.state != "seen" or (was.severity, was.policy) != (now.severity, now.policy)


def _end_stretches(connection: Connection, number: int, lives: Iterable[Life]) -> None:
    ended = [{"whose": life.id} for life in lives]
    if ended:
        connection.execute(
            PRESENCE.update()
            .where(PRESENCE.c.finding == sa.bindparam("whose"), PRESENCE.c.until_run.is_(None))
            .values(until_run=number),
            ended,
        )


def _begin_stretches(connection: Connection, number: int, begun: Iterable[tuple[int, Trace, bool]]) -> None:
    rows = [
        {
            "finding": id,
            "from_run": number,
            "until_run": None,
            "seen": seen,
            "severity": trace.former.severity,
            "policy": trace.former.policy,
        }
        for id, trace, seen in begun
    ]
    if rows:
        connection.execute(PRESENCE.insert(), rows)


def _set_state(connection: Connection, state: str, lives: Iterable[Life], **values: Any) -> None:
    rows = [{"whose": life.id} for life in lives]
    if rows:
        connection.execute(
            FINDING.update().where(FINDING.c.id == sa.bindparam("whose")).values(state=state, **values), rows
        )
