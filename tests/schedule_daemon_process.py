"""A scheduler in a process of its own, by a clock that runs faster, whose scans are tiny commands: to be killed.

``python schedule_daemon_process.py PLACE LOG ANCHOR SPEED LEASE COUNT SECONDS``: where the history is (a path or a URL),
the file to which each scan writes a line when it begins and when it ends, when the clock was right (seconds since 1970),
how many times faster it runs since, how many seconds the lease lasts, how many schedules there are, how long a scan takes.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from schedule_samples import make_schedule

from scanner.config_schedule import Schedule
from scanner.history import open_history
from scanner.history_engine import HistoryPlace
from scanner.schedule_clock import SystemClock
from scanner.schedule_events import Announcer, ScheduleEvent
from scanner.schedule_launch import ScanProcess
from scanner.schedule_lease import Lease
from scanner.schedule_loop import Scheduler
from scanner.schedule_runs import Runs
from scanner.schedule_store import Fire, FireStore


class FastClock(SystemClock):
    """The same for every process that is told the same anchor."""

    def __init__(self, anchor: float, speed: float) -> None:
        super().__init__()
        self._anchor, self._speed = anchor, speed

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._anchor + (time.time() - self._anchor) * self._speed, UTC)

    def wait(self, seconds: float) -> None:
        super().wait(min(seconds / self._speed, 0.1))


@dataclass(frozen=True)
class TinyLauncher:
    """Starts commands that write a line at each end of their life, behind the same watching process as scans."""

    log: Path
    seconds: float

    def launch(self, schedule: Schedule, fire: Fire) -> ScanProcess:
        script = f'echo "begin {fire.trigger}" >> "$0"; sleep {self.seconds}; echo "end {fire.trigger}" >> "$0"'
        words = [sys.executable, "-m", "scanner.schedule_child", "sh", "-c", script, str(self.log)]
        return ScanProcess(subprocess.Popen(words, stdin=subprocess.PIPE, start_new_session=True))


def main(place: str, log: str, anchor: str, speed: str, lease: str, count: str, seconds: str) -> None:
    clock = FastClock(float(anchor), float(speed))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: clock.wake())
    schedules = [make_schedule("* * * * *", name=f"job-{number}") for number in range(int(count))]

    def tell(event: ScheduleEvent) -> None:
        sys.stderr.write(f"{event.happening} {event.schedule} {event.detail}\n")

    def find_outcome(fire: Fire) -> int | None:
        return 0 if f"end {fire.trigger}\n" in Path(log).read_text(encoding="utf-8") else None

    where = HistoryPlace(url=place) if "://" in place else HistoryPlace(Path(place))
    with open_history(where, "proof" if "://" in place else "") as history:
        store, announcer = FireStore(history), Announcer(clock, tell)
        holder = Lease(history, "plan", clock, seconds=float(lease))
        runs = Runs(store, TinyLauncher(Path(log), float(seconds)), announcer, find_outcome)
        scheduler = Scheduler(schedules, store, holder, clock, runs, announcer)
        while not clock.is_woken:
            clock.wait(scheduler.step())
        scheduler.finish()


if __name__ == "__main__":
    main(*sys.argv[1:])
