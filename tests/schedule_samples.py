"""A clock that tests turn, scans that only pretend, and a real history to keep them in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event

from scanner.config_schedule import Schedule
from scanner.history import History, open_history
from scanner.history_engine import HistoryPlace
from scanner.schedule_cron import next_fire, read_cron
from scanner.schedule_events import Announcer, ScheduleEvent
from scanner.schedule_lease import Lease
from scanner.schedule_loop import Scheduler
from scanner.schedule_runs import Runs
from scanner.schedule_store import Fire, FireStore


def make_schedule(cron: str = "0 3 * * *", zone: str = "Asia/Tokyo", name: str = "nightly", **more: Any) -> Schedule:
    return Schedule(name, read_cron(cron), ZoneInfo(zone), **more)


def at(text: str) -> datetime:
    """An instant: ``2026-11-22 03:00`` in Tokyo, or with an offset of its own."""
    instant = datetime.fromisoformat(text)
    return (instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo("Asia/Tokyo"))).astimezone(UTC)


@dataclass
class HandClock:
    """Both clocks, turned by hand; the one on the wall may be set as well."""

    wall: datetime
    steady: float = 0.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.steady

    def wait(self, seconds: float) -> None:
        self.steady += seconds
        self.wall += timedelta(seconds=seconds)


@dataclass
class Pretence:
    """A scan that ends by the clock: ``until`` in seconds of the steady one."""

    clock: HandClock
    until: float
    code: int
    stopped: bool = False

    def poll(self) -> int | None:
        if self.stopped:
            return 143
        return self.code if self.clock.steady >= self.until else None

    def stop(self) -> None:
        if self.poll() is None:
            self.stopped = True

    kill = stop


@dataclass
class PretendLauncher:
    """Starts pretended scans, and remembers which."""

    clock: HandClock
    seconds: float = 10.0
    code: int = 0
    started: list[tuple[datetime, Fire]] = field(default_factory=list)
    fails: bool = False

    def launch(self, schedule: Schedule, fire: Fire) -> Pretence:
        if self.fails:
            raise OSError(12, "Cannot allocate memory")
        self.started.append((self.clock.wall, fire))
        return Pretence(self.clock, self.clock.steady + self.seconds, self.code)


@dataclass
class Daemon:
    """A scheduler over a history, with everything that it says."""

    clock: HandClock
    launcher: PretendLauncher
    scheduler: Scheduler
    store: FireStore
    lease: Lease
    events: list[ScheduleEvent]
    schedules: Sequence[Schedule]

    def go(self, *, fine: bool = False, step: float = 1200, **span: float) -> None:
        """Let time pass: by steps of so many seconds, halted at every time of a schedule, or as finely as the scheduler
        itself would wait."""
        until = self.clock.steady + timedelta(**span).total_seconds()
        while self.clock.steady < until:
            pause = self.scheduler.step()
            if not fine:
                soonest = min(next_fire(one.cron, one.zone, self.clock.wall) for one in self.schedules)
                pause = min(step, (soonest - self.clock.wall).total_seconds())
            self.clock.wait(min(pause, until - self.clock.steady))
        self.scheduler.step()

    def said(self, *happenings: str) -> list[str]:
        wanted = [one for one in self.events if not happenings or one.happening in happenings]
        return [one.happening for one in wanted]

    def slots(self, zone: str = "Asia/Tokyo") -> list[str]:
        """The times of the runs that were started."""
        return [f"{fire.slot.astimezone(ZoneInfo(zone)):%m-%d %H:%M}" for _, fire in self.launcher.started]

    def begun(self, zone: str = "Asia/Tokyo") -> list[str]:
        """When runs were started."""
        return [f"{when.astimezone(ZoneInfo(zone)):%m-%d %H:%M}" for when, _ in self.launcher.started]


def make_daemon(
    history: History, schedules: Sequence[Schedule], clock: HandClock, outcomes: dict[str, int] | None = None
) -> Daemon:
    events: list[ScheduleEvent] = []
    launcher = PretendLauncher(clock)
    store, lease = FireStore(history), Lease(history, " ".join(one.name for one in schedules), clock)
    announcer = Announcer(clock, events.append)
    runs = Runs(store, launcher, announcer, lambda fire: (outcomes or {}).get(fire.trigger))
    scheduler = Scheduler(schedules, store, lease, clock, runs, announcer)
    return Daemon(clock, launcher, scheduler, store, lease, events, schedules)


@contextmanager
def open_sample_history(folder: Path) -> Iterator[History]:
    with open_history(HistoryPlace(folder / "history.db")) as history:
        # No power failure is tried here, and waiting for the disk takes most of the time.
        event.listen(history.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))
        history.engine.dispose()
        yield history
