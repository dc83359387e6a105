"""Tells those whom the configuration names: of a run, of a run that failed or did not begin, of silence.

Everything is put into the outbox in one transaction together with the note that it was told, and then delivered. What
cannot be delivered waits there; nothing of this changes what a scan returns.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import click

from reports.base import Report
from reports.policy import PolicyError
from scanner.config import Config, ConfigError
from scanner.config_notify import Occasion, Target
from scanner.mistakes import describe_mistake
from scanner.notify_alert import Alert, Part, sort_parts
from scanner.notify_box import Box, open_box
from scanner.notify_delivery import Delivery, Post, deliver_waiting
from scanner.notify_events import (
    begin_failure,
    begin_missed,
    find_changes,
    find_digest,
    find_silence,
    make_parts,
    note_changes,
)
from scanner.notify_silence import allow_span, allow_two_runs
from scanner.notify_words import say, say_problem
from scanner.output import OutputError
from scanner.secret_key import state_folder

Choose = Callable[[Box, Target], Sequence[Part]]
"""What one target is told."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was delivered and what was not, and what is wrong with the outbox itself (empty: nothing)."""

    deliveries: tuple[Delivery, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells the targets of one configuration. ``lang`` is for targets without a language of their own."""

    settings: Config
    lang: str
    post: Post | None = None

    @property
    def is_needed(self) -> bool:
        """Whether there is anybody to tell."""
        return bool(self.settings.notify and self.settings.path)

    def tell_run(self, report: Report) -> Told:
        """Tell what a run changed, and what is due beside it."""

        def prepare(box: Box) -> Choose:
            changes = find_changes(report, box)
            note_changes(changes, box)
            return lambda box, target: [
                *make_parts(changes, target, box),
                *self._find_due(box, target, report.run.finished),
            ]

        return self._tell(prepare, report.run.id)

    def tell_failure(self, code: int) -> Told:
        """Tell that a run ended with this exit code and without a report, where the one before did not."""
        now = datetime.now().astimezone()
        return self._tell_at_once("run-failed", lambda box: begin_failure(box, code, now))

    def tell_missed(self, schedule: str, due: datetime, *, late: bool) -> Told:
        """Tell that a scheduled run did not begin when it was due; ``late``: it is made up for now."""
        return self._tell_at_once("run-missed", lambda box: begin_missed(box, schedule, due, late))

    def check(self, now: datetime | None = None) -> Told:
        """Tell of sources that were not read for too long and send digests that are due; deliver what waits."""
        moment = now or datetime.now().astimezone()
        return self._tell(lambda box: lambda box, target: self._find_due(box, target, moment), "")

    def deliver(self) -> Told:
        """Deliver what waits, also what would be tried again later."""
        return self._tell(lambda box: lambda box, target: (), "", force=True)

    def _find_due(self, box: Box, target: Target, now: datetime) -> list[Part]:
        parts: list[Part | None] = []
        sources = [source.id for source in self.settings.sources]
        for trigger in target.on:
            if trigger.occasion == "no-complete-run":
                deadline = allow_span(trigger.span) if trigger.span else allow_two_runs(self.settings.schedules)
                parts.append(find_silence(box, target.name, sources, deadline, now))
            elif trigger.occasion == "digest":
                parts.append(find_digest(box, target, trigger.period, now))
        return [part for part in parts if part]

    def _tell_at_once(self, occasion: Occasion, begin: Callable[[Box], Part | None]) -> Told:
        def prepare(box: Box) -> Choose:
            part = begin(box)
            return lambda box, target: (
                [part] if part and any(trigger.occasion == occasion for trigger in target.on) else []
            )

        return self._tell(prepare, "")

    def _tell(self, prepare: Callable[[Box], Choose], run: str, *, force: bool = False) -> Told:
        if self.settings.path is None:
            return Told()
        box, trouble = open_box(state_folder(self.settings.path))
        try:
            try:
                self._queue(box, prepare, run)
            except sqlite3.Error as error:
                # The disk is full, say: what is to be told is told from memory, once.
                trouble = f"alerts cannot be kept ({error.sqlite_errorname}); free the disk"
                box.close()
                box = Box(None)
                self._queue(box, prepare, run)
            deliveries = deliver_waiting(box, self.settings.notify, self._post(), force=force)
            return Told(tuple(deliveries), trouble)
        except sqlite3.Error as error:
            return Told((), f"alerts cannot be kept ({error.sqlite_errorname}); free the disk")
        finally:
            box.close()

    def _queue(self, box: Box, prepare: Callable[[Box], Choose], run: str) -> None:
        with box.transaction():
            choose = prepare(box)
            for target in self.settings.notify:
                if parts := list(choose(box, target)):
                    box.queue(target.name, self.make_alert(target, parts, run))

    def make_alert(self, target: Target, parts: list[Part], run: str = "") -> Alert:
        """An alert of these parts to one target."""
        now = datetime.now().astimezone().replace(microsecond=0)
        lang = target.language or self.lang
        project = self.settings.project
        return Alert(secrets.token_hex(12), now, lang, project, sort_parts(parts), run, target.link)

    def _post(self) -> Post:
        base = self.settings.path.parent if self.settings.path else None
        if self.post is not None:
            return self.post
        if base is None:
            raise ConfigError("alerts need a configuration file")
        return Post(self.settings.smtp, base)


@contextmanager
def telling_failures(teller: Teller, quiet: bool) -> Iterator[None]:
    """Tell of a scan that raises, and let the error go on."""
    try:
        yield
    except (BrokenPipeError, click.exceptions.Exit, click.exceptions.Abort):
        # Whoever read the output went away, or asked to stop: no failure.
        raise
    except Exception as error:
        code = 2 if isinstance(error, ConfigError | PolicyError | OutputError) else 4
        speak(lambda: teller.tell_failure(code), teller, quiet)
        raise


def tell_of_run(teller: Teller, report: Report, quiet: bool) -> None:
    """Tell what a run changed, and say on standard error how that went."""
    speak(lambda: teller.tell_run(report), teller, quiet)


def speak(tell: Callable[[], Told], teller: Teller, quiet: bool) -> Told:
    """Tell, and say on standard error how that went. An error of ours here must not end the scan that is told of."""
    if not teller.is_needed:
        return Told()
    try:
        told = tell()
    except Exception as error:  # noqa: BLE001 - the scan and its exit code stand whatever becomes of its alerts
        told = Told((), f"alerts: {describe_mistake(error)}")
    if told.trouble:
        click.echo(f"warning: {told.trouble}", err=True)
    for one in told.deliveries:
        if one.problem:
            text = say(
                "text", "undelivered", teller.lang, target=one.target, problem=say_problem(one.problem, teller.lang)
            )
            click.echo(f"warning: {text}; {say('text', 'kept', teller.lang)}", err=True)
        elif not quiet:
            click.echo(say("text", "delivered", teller.lang, target=one.target), err=True)
    return told
