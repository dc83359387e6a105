"""By when a source has to be read to the end again, before somebody is told that scans have fallen silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

from scanner.config_schedule import Schedule
from scanner.notify_events import Deadline
from scanner.schedule_cron import fires_after


def allow_span(span: timedelta) -> Deadline:
    """A fixed time after the last complete run, the same for all sources."""
    return lambda source, last: last + span


def allow_two_runs(schedules: Sequence[Schedule]) -> Deadline:
    """Two intervals of the schedule: the second run that is due after the last complete one, by the schedule of the
    source that is the soonest. A source of no schedule has no deadline."""

    def deadline(source: str, last: datetime) -> datetime | None:
        due = (_second_fire(one, last) for one in schedules if not one.sources or source in one.sources)
        return min((one for one in due if one), default=None)

    return deadline


def _second_fire(schedule: Schedule, last: datetime) -> datetime | None:
    fires = list(islice(fires_after(schedule.cron, schedule.zone, last), 2))
    return fires[1] + schedule.jitter if len(fires) == 2 else None
