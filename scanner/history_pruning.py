"""What a history forgets, and when: documents and stretches first, then numbers."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from scanner.history import History, read_moment, write_moment
from scanner.history_engine import telling_trouble
from scanner.history_tables import DETAIL, FINDING, PRESENCE, RUN


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long what is kept: the numbers of runs, and their documents with who was found where."""

    runs: timedelta = timedelta(days=400)
    detail: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Pruned:
    """How much is forgotten: numbers of whole runs, documents of runs, findings that were fixed long ago."""

    runs: int = 0
    details: int = 0
    findings: int = 0


def prune(history: History, keeping: Keeping, *, now: datetime | None = None, dry_run: bool = False) -> Pruned:
    """Forget what is older than it is to be kept; with ``dry_run`` only count it. The last run is never forgotten.

    ``now`` is by default this moment; after a scan it is the end of the run before at most, so that a clock that is
    wrong once costs nothing.
    """
    moment = now or datetime.now(UTC)
    with history.writing() as connection:
        pruned = _prune(connection, history.series, moment, keeping)
        if dry_run:
            connection.rollback()
    return pruned


def prune_after_scan(history: History, keeping: Keeping) -> Pruned:
    """What is done after each scan: :func:`prune`, and the room that it frees given back."""
    ends = sa.select(RUN.c.finished).where(RUN.c.series == history.series).order_by(RUN.c.number.desc())
    with history.reading() as connection:
        before = connection.execute(ends.offset(1).limit(1)).scalar()
    if before is None:
        return Pruned()
    pruned = prune(history, keeping, now=min(read_moment(before), datetime.now(UTC)))
    if pruned != Pruned():
        _give_back(history, "PRAGMA incremental_vacuum")
    return pruned


def vacuum(history: History) -> None:
    """Write a file anew without what was deleted, of which nothing stays in it. A server does that by itself."""
    _give_back(history, "VACUUM")


def _give_back(history: History, statement: str) -> None:
    path = history.place.path
    if path is None:
        return
    with telling_trouble(history.place), closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(statement).fetchall()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _prune(connection: Connection, series: str, now: datetime, keeping: Keeping) -> Pruned:
    newest = connection.execute(sa.select(sa.func.max(RUN.c.number)).where(RUN.c.series == series)).scalar()
    if newest is None:
        return Pruned()
    oldest_run, oldest_detail = write_moment(now - keeping.runs), write_moment(now - keeping.detail)
    own = sa.select(RUN.c.number).where(RUN.c.series == series, RUN.c.number != newest)
    thin = own.where(RUN.c.started < oldest_detail)
    details = connection.execute(DETAIL.delete().where(DETAIL.c.run.in_(thin))).rowcount
    # Stretches that ended before the first run that has its document still are asked for by nothing any more.
    kept = sa.select(sa.func.min(DETAIL.c.run)).join(RUN, RUN.c.number == DETAIL.c.run).where(RUN.c.series == series)
    first = connection.execute(kept).scalar()
    lives = sa.select(FINDING.c.id).where(FINDING.c.series == series)
    connection.execute(
        PRESENCE.delete().where(
            PRESENCE.c.until_run <= (newest if first is None else first), PRESENCE.c.finding.in_(lives)
        )
    )
    over = sa.and_(FINDING.c.series == series, FINDING.c.state == "fixed", FINDING.c.fixed_at < oldest_run)
    connection.execute(PRESENCE.delete().where(PRESENCE.c.finding.in_(sa.select(FINDING.c.id).where(over))))
    findings = connection.execute(FINDING.delete().where(over)).rowcount
    runs = connection.execute(RUN.delete().where(RUN.c.number.in_(own.where(RUN.c.started < oldest_run)))).rowcount
    return Pruned(runs, details, findings)
