"""The scans that a scheduler has running: starts them, stops them, writes how they ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from scanner.config_schedule import Schedule
from scanner.history_engine import HistoryError
from scanner.schedule_clock import Clock
from scanner.schedule_events import Announcer
from scanner.schedule_lease import Lease
from scanner.schedule_store import Fire, FireStore

FINISHED = (0, 1, 3)
"""Exit codes of a scan that came to an end: clean, findings, incomplete."""
_STOP_SECONDS = 12.0


class Process(Protocol):
    """A scan that was started."""

    def poll(self) -> int | None:
        """Its exit code; None while it goes on."""

    def stop(self) -> None:
        """Ask it to end."""

    def kill(self) -> None:
        """End it at once."""


class Launcher(Protocol):
    """Starts scans."""

    def launch(self, schedule: Schedule, fire: Fire) -> Process:
        """Start a scan; OSError where that cannot be done."""


class Runs:
    """The scans of one process. ``find_outcome`` tells the exit code of the stored run of a fire, None where there is
    none: a scan may have come to its end although whoever waited for it did not."""

    def __init__(
        self,
        store: FireStore,
        launcher: Launcher,
        announcer: Announcer,
        find_outcome: Callable[[Fire], int | None],
    ) -> None:
        self._store, self._launcher, self._announcer = store, launcher, announcer
        self.find_outcome = find_outcome
        self._runs: dict[int, tuple[Fire, Process, Schedule]] = {}
        self._closing: set[int] = set()
        self._abandoned: list[Process] = []

    def __contains__(self, fire: Fire) -> bool:
        return fire.id in self._runs

    def __len__(self) -> int:
        return len(self._runs)

    @property
    def is_letting_go(self) -> bool:
        """Whether scans that were given up still go on."""
        self._abandoned = [process for process in self._abandoned if process.poll() is None]
        return bool(self._abandoned)

    def start(self, fire: Fire, schedule: Schedule, lease: Lease, now: datetime) -> None:
        """Start a queued fire: its row first."""
        held = self._store.begin(fire, lease, now)
        if held is None:
            return
        try:
            self._runs[held.id] = (held, self._launcher.launch(schedule, held), schedule)
        except OSError as error:
            self._store.end(held, "failed", "not-started", None, now)
            self._announcer.say_of("failed", held, detail=f"not-started: {error.strerror}")
            return
        self._announcer.say_of("started", held)

    def reap(self, now: datetime) -> None:
        """Write how runs ended. What cannot be written now is written the next time."""
        for fire, process, _ in [*self._runs.values()]:
            code = process.poll()
            if code is None:
                continue
            done = code in FINISHED
            reason = "" if done else "window-closed" if fire.id in self._closing else "exit-code"
            self._store.end(fire, "done" if done else "failed", reason, code, now)
            del self._runs[fire.id]
            self._closing.discard(fire.id)
            self._announcer.say_of("ended" if done else "failed", fire, exit_code=code, detail=reason)

    def close_windows(self, now: datetime) -> None:
        """Stop what runs outside its window."""
        for fire, process, schedule in self._runs.values():
            window = schedule.window
            if window and not window.holds(now.astimezone(schedule.zone)) and fire.id not in self._closing:
                self._closing.add(fire.id)
                process.stop()

    def touch(self, now: datetime) -> None:
        """Report that runs go on."""
        self._store.touch([fire for fire, _, _ in self._runs.values()], now)

    def abandon(self) -> None:
        """Stop everything without a word in the database: whoever holds the lease now has taken it up."""
        for _, process, _ in self._runs.values():
            process.stop()
            self._abandoned.append(process)
        self._runs.clear()
        self._closing.clear()

    def finish(self, clock: Clock) -> None:
        """Stop everything, and leave it to be begun again by whoever comes next."""
        for _, process, _ in self._runs.values():
            process.stop()
        until = clock.monotonic() + _STOP_SECONDS
        while self._runs and clock.monotonic() < until:
            for fire, process, _ in [*self._runs.values()]:
                code = process.poll()
                if code is not None:
                    self._settle(fire, code, clock.now())
            clock.wait(0.1)
        for _, process, _ in self._runs.values():
            process.kill()

    def _settle(self, fire: Fire, code: int, now: datetime) -> None:
        del self._runs[fire.id]
        try:
            stored = code if code in FINISHED else self.find_outcome(fire)
            if stored is not None:
                self._store.end(fire, "done", "", stored, now)
            else:
                self._store.requeue(fire, "interrupted", fire.resumed, now)
        except HistoryError as error:
            # The row says that it runs: it is found, and resumed.
            self._announcer.note_trouble(str(error))
        self._announcer.say_of("stopped", fire, exit_code=code)
