"""One active scheduler among many: a lease in the database, renewed by a beat.

No clock of any machine is compared with another's: who waits watches the beat and takes over when it has not moved
for the whole lease by a monotonic clock of its own; who holds it gives up earlier than that when the beat cannot be
written. So a clock that jumps, or two that differ, cannot make two holders.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from scanner.history import History
from scanner.history_engine import HistoryError, telling_trouble
from scanner.schedule_clock import MonotonicClock
from scanner.schedule_tables import LEASE

LEASE_SECONDS = 30.0
"""How long nobody else takes over after the last beat."""

Standing = Literal["leading", "standby", "unsure"]


class LeaseLostError(Exception):
    """Somebody else has the lease; nothing was written."""


@contextmanager
def changing(history: History) -> Iterator[Connection]:
    """A transaction that writes. Unlike that of :class:`History` it does not wait, on a server, until a run that is
    just being stored is done: a beat has to come in time."""
    options = {"daicho_writing": True}
    with (
        telling_trouble(history.place),
        history.engine.connect().execution_options(**options) as connection,
        connection.begin(),
    ):
        yield connection


class Lease:
    """The lease of one project's schedules, as one process sees it."""

    def __init__(self, history: History, plan: str, clock: MonotonicClock, *, seconds: float = LEASE_SECONDS) -> None:
        self.holder = secrets.token_hex(8)
        self.seconds = seconds
        self.other_plan = False
        self.trouble = ""
        self._history, self._scope, self._plan, self._clock = history, history.series, plan, clock
        self._term = 0
        self._renewed = 0.0
        self._watched: tuple[int, int] | None = None
        self._since = 0.0

    @property
    def leads(self) -> bool:
        """Whether this process has the lease, as far as it knows."""
        return self._term > 0

    def hold(self) -> Standing:
        """Renew the lease, or take it where it is free; to be called every few seconds. ``unsure``: it is held, but
        could not be renewed just now; ``trouble`` says why."""
        now = self._clock.monotonic()
        try:
            if not self.leads:
                taken = self._take(now)
                self.trouble = ""
                return "leading" if taken else "standby"
            if now - self._renewed >= self.seconds / 3:
                with self.guarded():
                    pass
        except LeaseLostError:
            return "standby"
        except HistoryError as error:
            self.trouble = str(error)
            # Others may take over after the whole time: this one lets go before.
            if not self.leads or now - self._renewed > self.seconds * 2 / 3:
                self._term = 0
                return "standby"
            return "unsure"
        self.trouble = ""
        return "leading"

    @contextmanager
    def guarded(self) -> Iterator[Connection]:
        """A transaction that holds only while the lease is held; LeaseLostError otherwise, with nothing written."""
        begun = self._clock.monotonic()
        with changing(self._history) as connection:
            beat = update(LEASE).where(
                LEASE.c.scope == self._scope, LEASE.c.holder == self.holder, LEASE.c.term == self._term
            )
            if not self.leads or connection.execute(beat.values(beat=LEASE.c.beat + 1)).rowcount != 1:
                self._term = 0
                self._watched = None
                raise LeaseLostError
            yield connection
        self._renewed = begun

    def release(self) -> None:
        """Let somebody else have it at once."""
        if self.leads:
            with changing(self._history) as connection:
                mine = update(LEASE).where(LEASE.c.holder == self.holder, LEASE.c.term == self._term)
                connection.execute(mine.where(LEASE.c.scope == self._scope).values(holder=""))
        self._term = 0

    def _take(self, now: float) -> bool:
        with changing(self._history) as connection:
            term = self._claim(connection, now)
        if term:
            self._term, self._renewed, self.other_plan = term, now, False
        return term > 0

    def _claim(self, connection: Connection, now: float) -> int:
        """The term that this process has begun, or 0 where somebody else has the lease."""
        mine = {"holder": self.holder, "beat": 0, "plan": self._plan}
        row = connection.execute(select(LEASE).where(LEASE.c.scope == self._scope)).one_or_none()
        if row is None:
            connection.execute(insert(LEASE).values(scope=self._scope, term=1, **mine))
            return 1
        self.other_plan = bool(row.holder) and row.plan != self._plan
        if self._watched != (row.term, row.beat):
            self._watched, self._since = (row.term, row.beat), now
        if row.holder and now - self._since < self.seconds:
            return 0
        unchanged = update(LEASE).where(
            LEASE.c.scope == self._scope,
            LEASE.c.term == row.term,
            LEASE.c.beat == row.beat,
            LEASE.c.holder == row.holder,
        )
        taken = connection.execute(unchanged.values(term=row.term + 1, **mine)).rowcount == 1
        return row.term + 1 if taken else 0
