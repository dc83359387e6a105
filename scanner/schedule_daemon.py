"""``daicho serve``: runs the schedules of a configuration until it is told to end."""

from __future__ import annotations

import hashlib
import queue
import signal
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import click

from scanner.command import guess_language, load_config
from scanner.config import Config, ConfigError
from scanner.config_schedule import Schedule
from scanner.history import History, open_history
from scanner.history_engine import HistoryError
from scanner.notify_telling import Teller, Told, speak
from scanner.run_keeping import find_place
from scanner.schedule_clock import SystemClock
from scanner.schedule_command import choose_schedules
from scanner.schedule_events import Announcer, ScheduleEvent
from scanner.schedule_launch import ScanLauncher
from scanner.schedule_lease import Lease
from scanner.schedule_loop import Scheduler
from scanner.schedule_output import say, write_event
from scanner.schedule_runs import Runs
from scanner.schedule_store import FireStore

_CHECK_EVERY = timedelta(minutes=10)
"""How often alerts that wait are tried again, and silence is looked for."""
_LAST_WORDS_SECONDS = 10.0


def serve(*, config: Path | None, lang: str | None) -> int:
    """Run the schedules until SIGTERM or SIGINT; returns the exit code."""
    settings = load_config(config)
    language = lang or settings.language or guess_language()
    schedules = choose_schedules(settings)
    place = find_place(settings)
    if place is None:
        raise ConfigError(f"{settings.path}: daicho serve needs the history, but [history] enabled is false")
    clock = SystemClock()
    try:
        with open_history(*place) as history:
            end_on_signals(clock)
            run_until_woken(settings, schedules, history, clock, language)
    except HistoryError as error:
        click.echo(f"daicho: {error}", err=True)
        return 3
    return 0


def end_on_signals(clock: SystemClock) -> None:
    """Have SIGTERM and SIGINT end the waiting, and with it the loop."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: clock.wake())


def run_until_woken(
    settings: Config, schedules: Sequence[Schedule], history: History, clock: SystemClock, lang: str
) -> None:
    """Run the schedules until the clock is woken, then stop what runs."""
    if settings.path is None:
        raise ConfigError("schedules need a configuration file")
    named = {schedule.name: schedule for schedule in schedules}
    alerts = AlertThread(settings, lang)

    def tell(event: ScheduleEvent) -> None:
        click.echo(write_event(event, named, lang), err=True)
        alerts.tell(event)

    announcer = Announcer(clock, tell)
    store, lease = FireStore(history), Lease(history, digest_plan(schedules), clock)
    runs = Runs(store, ScanLauncher(settings.path), announcer, store.find_outcome)
    scheduler = Scheduler(schedules, store, lease, clock, runs, announcer)
    click.echo(say("event", "ready", lang, n=len(schedules)), err=True)
    checked = float("-inf")
    while not clock.is_woken:
        pause = scheduler.step()
        if lease.leads and clock.monotonic() - checked >= _CHECK_EVERY.total_seconds():
            checked = clock.monotonic()
            alerts.check()
        clock.wait(pause)
    scheduler.finish()
    alerts.finish()
    click.echo(say("event", "bye", lang), err=True)


def digest_plan(schedules: Sequence[Schedule]) -> str:
    """By this a daemon with other schedules shows."""
    return hashlib.sha256("\n".join(sorted(repr(one) for one in schedules)).encode()).hexdigest()


class AlertThread:
    """Tells alerts beside the scheduler, which must not wait for a mail server."""

    def __init__(self, settings: Config, lang: str) -> None:
        self._teller = Teller(settings, lang)
        self._work: queue.SimpleQueue[Callable[[], Told] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="alerts", daemon=True)
        if self._teller.is_needed:
            self._thread.start()

    def tell(self, event: ScheduleEvent) -> None:
        """Tell what somebody has to know of what happened."""
        teller, slot = self._teller, event.slot
        if event.happening in ("missed", "made-up") and slot:
            late = event.happening == "made-up"
            self._put(lambda: teller.tell_missed(event.schedule, slot, late=late))
        elif event.happening == "failed" and event.exit_code not in (2, 4):
            # A scan that ends with 2 or 4 has told so itself.
            self._put(lambda: teller.tell_failure(event.exit_code or 137))

    def check(self) -> None:
        """Try again what waits, and look for silence."""
        self._put(self._teller.check)

    def finish(self) -> None:
        """End when all is told, or after a few seconds: what waits is kept in the outbox."""
        if self._thread.is_alive():
            self._work.put(None)
            self._thread.join(_LAST_WORDS_SECONDS)

    def _put(self, tell: Callable[[], Told]) -> None:
        if self._teller.is_needed:
            self._work.put(tell)

    def _run(self) -> None:
        while (tell := self._work.get()) is not None:
            speak(tell, self._teller, quiet=True)
