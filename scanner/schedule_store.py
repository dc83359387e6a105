"""What schedules keep in the database: which times are accounted for, and what became of each of them.

Everything that makes a run begin is written in one transaction with the lease, before anything begins: after a crash at
any moment the rows say what was to be done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, update

from scanner.config_schedule import Schedule
from scanner.history import History
from scanner.history_tables import RUN
from scanner.schedule_lease import Lease, changing
from scanner.schedule_tables import FIRE, MARK

ALIVE = timedelta(seconds=90)
"""A run that nobody has reported of for longer is lost. Its row is touched far more often."""
_OPEN = ("queued", "running")


@dataclass(frozen=True, slots=True)
class Fire:
    """One run of a schedule, or why there was none.

    ``slot`` is the time by the schedule, ``begins`` when it may begin at the earliest. ``times`` counts the times of
    the schedule that it stands for, from ``first`` on: more than one after times that were missed. ``kind`` is
    ``planned``, ``late`` or ``manual``; ``state`` is ``queued``, ``running``, ``done`` (the scan came to an end, with
    findings or not), ``failed``, ``skipped`` or ``missed``, for the ``reason`` that goes with it; ``resumed`` counts
    how often it was taken up again after a crash.
    """

    id: int
    schedule: str
    slot: datetime
    first: datetime
    times: int
    begins: datetime
    kind: str
    state: str
    reason: str
    resumed: int
    holder: str
    seen: datetime | None
    started: datetime | None
    finished: datetime | None
    exit_code: int | None

    @property
    def trigger(self) -> str:
        """By this its run is known in the history."""
        return f"schedule:{self.schedule}:{self.slot:%Y-%m-%dT%H:%M:%SZ}"

    def is_alive(self, now: datetime) -> bool:
        """Whether somebody has reported of the run lately."""
        return self.state == "running" and self.seen is not None and abs(now - self.seen) <= ALIVE


_COLUMNS = [FIRE.c[field.name] for field in fields(Fire)]


class FireStore:
    """The fires of one project. What begins something needs the lease; what ends it does not. Everything raises
    :class:`scanner.history_engine.HistoryError` where the database cannot be used."""

    def __init__(self, history: History) -> None:
        self._history, self._scope = history, history.series

    def keep_marks(self, schedules: Sequence[Schedule], lease: Lease, now: datetime) -> None:
        """Begin to account for schedules that are new or were changed, from now on; forget those that are gone."""
        rules = {one.name: f"{one.cron.text} {one.zone.key}" for one in schedules}
        mine = MARK.c.scope == self._scope
        with lease.guarded() as connection:
            kept = {row.schedule: row.rule for row in connection.execute(select(MARK).where(mine))}
            changed = [name for name, rule in kept.items() if rules.get(name) != rule]
            connection.execute(delete(MARK).where(mine, MARK.c.schedule.in_(changed)))
            for name, rule in rules.items():
                if kept.get(name) != rule:
                    row = {"scope": self._scope, "schedule": name, "rule": rule, "handled": now}
                    connection.execute(insert(MARK).values(row))

    def marks(self) -> dict[str, datetime]:
        """Up to when each schedule is accounted for."""
        with self._history.reading() as connection:
            rows = connection.execute(select(MARK.c.schedule, MARK.c.handled).where(MARK.c.scope == self._scope))
            return {row.schedule: row.handled for row in rows}

    def set_mark(self, schedule: str, handled: datetime, lease: Lease) -> None:
        """Account for a schedule from another time on."""
        with lease.guarded() as connection:
            self._move_mark(connection, schedule, handled)

    def _move_mark(self, connection: Connection, schedule: str, handled: datetime) -> None:
        where = (MARK.c.scope == self._scope, MARK.c.schedule == schedule)
        connection.execute(update(MARK).where(*where).values(handled=handled))

    def add(self, lease: Lease, schedule: str, slot: datetime, **values: Any) -> bool:
        """Write what becomes of a time of a schedule, and account for it. False where that time has a row already."""
        with lease.guarded() as connection:
            self._move_mark(connection, schedule, slot)
            same = self._select().where(FIRE.c.schedule == schedule, FIRE.c.slot == slot)
            if connection.execute(same).first() is not None:
                return False
            row = {"scope": self._scope, "schedule": schedule, "slot": slot, "resumed": 0, "holder": "", **values}
            connection.execute(insert(FIRE).values(row))
        return True

    def begin(self, fire: Fire, lease: Lease, now: datetime) -> Fire | None:
        """Take a queued fire to run it: written before the run is started. None where it is queued no more."""
        held = replace(fire, state="running", holder=lease.holder, started=now, seen=now)
        values = {name: getattr(held, name) for name in ("state", "holder", "started", "seen")}
        with lease.guarded() as connection:
            return held if self._change(connection, fire, values, "queued") else None

    def add_manual(self, schedule: str, holder: str, now: datetime) -> Fire | None:
        """The row of a run that somebody asked for. None while another run of the schedule is alive."""
        with changing(self._history) as connection:
            running = connection.execute(self._select().where(FIRE.c.schedule == schedule, FIRE.c.state == "running"))
            if any(_fire(row).is_alive(now) for row in running):
                return None
            row = {"scope": self._scope, "schedule": schedule, "slot": now, "first": now, "times": 1, "begins": now}
            state = {"kind": "manual", "state": "running", "reason": "", "resumed": 0, "holder": holder}
            connection.execute(insert(FIRE).values({**row, **state, "seen": now, "started": now}))
            new = self._select().where(FIRE.c.schedule == schedule, FIRE.c.slot == now)
            return _fire(connection.execute(new).one())

    def end(self, fire: Fire, state: str, reason: str, code: int | None, now: datetime) -> bool:
        """Write how a run ended. False where somebody else has taken it up meanwhile."""
        values = {"state": state, "reason": reason, "exit_code": code, "finished": now}
        with changing(self._history) as connection:
            return self._change(connection, fire, values, "running")

    def requeue(self, fire: Fire, reason: str, resumed: int, now: datetime) -> bool:
        """Have a run that was cut off begin again."""
        values = {"state": "queued", "reason": reason, "resumed": resumed, "holder": "", "begins": now}
        with changing(self._history) as connection:
            return self._change(connection, fire, values, "running")

    def _change(self, connection: Connection, fire: Fire, values: dict[str, Any], state: str) -> bool:
        same = (FIRE.c.id == fire.id, FIRE.c.state == state, FIRE.c.holder == fire.holder)
        return connection.execute(update(FIRE).where(*same).values(values)).rowcount == 1

    def touch(self, fires: Sequence[Fire], now: datetime) -> None:
        """Report that runs go on."""
        if fires:
            ids = [fire.id for fire in fires]
            with changing(self._history) as connection:
                connection.execute(update(FIRE).where(FIRE.c.id.in_(ids), FIRE.c.state == "running").values(seen=now))

    def open_fires(self) -> list[Fire]:
        """What is queued or running, oldest first."""
        with self._history.reading() as connection:
            rows = connection.execute(self._select().where(FIRE.c.state.in_(_OPEN)).order_by(FIRE.c.slot))
            return [_fire(row) for row in rows]

    def latest(self, limit: int = 20, schedule: str = "") -> list[Fire]:
        """What became of the last times, newest first."""
        every = self._select().order_by(FIRE.c.slot.desc()).limit(limit)
        wanted = every.where(FIRE.c.schedule == schedule) if schedule else every
        with self._history.reading() as connection:
            return [_fire(row) for row in connection.execute(wanted)]

    def find_outcome(self, fire: Fire) -> int | None:
        """The exit code of the stored run of a fire; None where none is stored."""
        mine = select(RUN.c.exit_code).where(RUN.c.series == self._scope, RUN.c.trigger == fire.trigger)
        with self._history.reading() as connection:
            code: int | None = connection.execute(mine.order_by(RUN.c.number.desc()).limit(1)).scalar()
            return code

    def prune(self, before: datetime) -> int:
        """Drop what ended before a time; how many rows that were."""
        old = delete(FIRE).where(FIRE.c.scope == self._scope, FIRE.c.slot < before, FIRE.c.state.not_in(_OPEN))
        with changing(self._history) as connection:
            return connection.execute(old).rowcount

    def _select(self) -> Select[Any]:
        return select(*_COLUMNS).where(FIRE.c.scope == self._scope)


def _fire(row: Any) -> Fire:
    return Fire(**row._mapping)
