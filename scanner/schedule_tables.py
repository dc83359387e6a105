"""The tables in which schedules keep what was due, what ran, and who runs it. They lie in the database of the history
and are made by its migrations.

No values, hosts or URLs stand in them: names of schedules, times, states and exit codes.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Column, Dialect, Index, Integer, MetaData, String, Table, TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An instant as ISO 8601 in UTC with microseconds, so that texts sort as moments do, in every database."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """As it is kept."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """As it is used."""
        return None if value is None else datetime.fromisoformat(value)


METADATA = MetaData()

LEASE = Table(
    "daicho_schedule_lease",
    METADATA,
    Column("scope", String(200), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("term", Integer, nullable=False),
    Column("beat", Integer, nullable=False),
    Column("plan", String(64), nullable=False),
)
"""Who runs the schedules of a project: ``term`` grows with each change, ``beat`` while the holder is alive. ``plan`` is
a digest of its schedules, by which a daemon with other ones shows."""

MARK = Table(
    "daicho_schedule_mark",
    METADATA,
    Column("scope", String(200), primary_key=True),
    Column("schedule", String(64), primary_key=True),
    Column("rule", String(300), nullable=False),
    Column("handled", Moment, nullable=False),
)
"""Up to when every time of a schedule is accounted for; ``rule`` is its cron and time zone."""

FIRE = Table(
    "daicho_schedule_fire",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("scope", String(200), nullable=False),
    Column("schedule", String(64), nullable=False),
    Column("slot", Moment, nullable=False),
    Column("first", Moment, nullable=False),
    Column("times", Integer, nullable=False),
    Column("begins", Moment, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("resumed", Integer, nullable=False),
    Column("holder", String(64), nullable=False),
    Column("seen", Moment, nullable=True),
    Column("started", Moment, nullable=True),
    Column("finished", Moment, nullable=True),
    Column("exit_code", Integer, nullable=True),
    # One row for one time: two daemons cannot both have it.
    Index("daicho_schedule_fire_once", "scope", "schedule", "slot", unique=True),
    Index("daicho_schedule_fire_state", "scope", "state"),
)
"""One run of a schedule, or why there was none. See :class:`scanner.schedule_store.Fire`."""
