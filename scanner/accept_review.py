"""``daicho accept --review``: findings one by one, each answered with one key. What is answered is kept at once, so
that a review can be left and taken up again."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

import click

from reports.acceptance import LONGEST, Acceptance, AcceptanceKind
from reports.base import Entry
from scanner.accept_draft import Draft, find_settled, read_expires
from scanner.accept_output import say, show_finding
from scanner.acceptance_file import AcceptanceFile
from scanner.acceptance_writing import append_acceptances
from scanner.config_text import ConfigError
from scanner.output import write_whole
from scanner.secret_key import make_state_folder

_KINDS: dict[str, AcceptanceKind] = {"f": "false-positive", "a": "accepted-risk", "p": "fix-pending"}
_DAYS = 90
"""The last day that is proposed, in days from today."""


class Asker(Protocol):
    """Somebody who answers."""

    def key(self, prompt: str, allowed: str) -> str:
        """One of the allowed keys."""

    def line(self, prompt: str, default: str = "") -> str:
        """A line of text."""

    def tell(self, lines: Iterable[str]) -> None:
        """Show lines."""


class Terminal:
    """The person at the terminal."""

    def __init__(self) -> None:
        """ConfigError where nobody can answer."""
        if not (sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty()):
            raise ConfigError("--review needs a terminal; elsewhere name FINGERPRINTs, --reason, --owner and --expires")

    def key(self, prompt: str, allowed: str) -> str:
        """One of the allowed keys; full-width letters of a Japanese keyboard count. The end of the input quits."""
        click.echo(prompt, nl=False)
        while True:
            try:
                typed = unicodedata.normalize("NFKC", click.getchar()).casefold()
            except EOFError:
                typed = "q"
            if typed in allowed and len(typed) == 1:
                click.echo(typed)
                return typed

    def line(self, prompt: str, default: str = "") -> str:
        """A line of text."""
        return str(click.prompt(prompt, default=default, show_default=bool(default))).strip()

    def tell(self, lines: Iterable[str]) -> None:
        """Show lines."""
        for line in lines:
            click.echo(line)


@dataclass(slots=True)
class Remembered:
    """The findings that were answered with no, in a file of the state folder."""

    path: Path
    answers: dict[str, str]

    @classmethod
    def load(cls, path: Path) -> Remembered:
        """What is remembered; nothing where there is no file. ConfigError where it is damaged."""
        try:
            answers = json.loads(path.read_text(encoding="utf-8"))["no"]
            if not isinstance(answers, dict):
                raise TypeError
        except FileNotFoundError:
            return cls(path, {})
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            raise ConfigError(
                f"{path}: cannot be read; remove it, and what was answered with no is asked again"
            ) from None
        return cls(path, {str(key): str(day) for key, day in answers.items()})

    def add(self, fingerprint: str, today: date) -> None:
        """Remember a no at once."""
        self.answers[fingerprint] = today.isoformat()
        make_state_folder(self.path.parent)
        write_whole(self.path, [json.dumps({"no": self.answers}, indent=1), "\n"])


@dataclass(frozen=True, slots=True)
class Tally:
    """How a review went."""

    yes: int = 0
    no: int = 0
    skipped: int = 0
    left: int = 0


def review(
    entries: Sequence[Entry],
    file: AcceptanceFile,
    draft: Draft,
    remembered: Remembered,
    asker: Asker,
    lang: str,
    *,
    again: bool = False,
) -> Tally:
    """Ask about every finding that is not excepted and was not answered with no before, in the order of the run."""
    settled = find_settled(file, draft.today)
    unsettled = {entry.fingerprint: entry for entry in entries if entry.fingerprint not in settled}
    todo = [entry for one, entry in unsettled.items() if again or one not in remembered.answers]
    if len(todo) < len(unsettled):
        asker.tell([say("answered", lang, n=len(unsettled) - len(todo))])
    if not todo:
        asker.tell([say("nothing", lang)])
        return Tally()
    tally = Tally(left=len(todo))
    for number, entry in enumerate(todo, 1):
        asker.tell(show_finding(entry, number, len(todo), lang))
        answer = asker.key(say("ask", lang), "ynsq")
        if answer == "q":
            break
        tally = replace(tally, left=tally.left - 1)
        if answer == "y":
            made, draft = _ask_until_sound(entry, draft, asker, lang)
            append_acceptances(file.path, [made], draft.today)
            tally = replace(tally, yes=tally.yes + 1)
        elif answer == "n":
            remembered.add(entry.fingerprint, draft.today)
            tally = replace(tally, no=tally.no + 1)
        else:
            tally = replace(tally, skipped=tally.skipped + 1)
    asker.tell(["", say("reviewed", lang, yes=tally.yes, no=tally.no, skipped=tally.skipped, left=tally.left)])
    return tally


def _ask_until_sound(entry: Entry, draft: Draft, asker: Asker, lang: str) -> tuple[Acceptance, Draft]:
    """The exception, and the draft for the next one: who answers for it and its last day are proposed again."""
    given = draft.reason
    while True:
        try:
            draft = _ask(entry, draft, asker, lang)
            made = draft.make(entry.fingerprint, entry)
        except ConfigError as error:
            asker.tell([str(error)])
        else:
            return made, replace(draft, reason=given)


def _ask(entry: Entry, draft: Draft, asker: Asker, lang: str) -> Draft:
    barred = entry.policy == "barred"
    key = asker.key(say("ask-kind-barred" if barred else "ask-kind", lang), "fp" if barred else "fap")
    kind = _KINDS[key]
    needs_approver = kind == "accepted-risk" or (barred and kind == "false-positive")
    latest = draft.today + timedelta(days=min(_DAYS, LONGEST[kind]))
    return replace(
        draft,
        kind=kind,
        reason=asker.line(say("ask-reason", lang), draft.reason),
        owner=asker.line(say("ask-owner", lang), draft.owner),
        approved_by=asker.line(say("ask-approver", lang), draft.approved_by) if needs_approver else "",
        ticket=asker.line(say("ask-ticket", lang), draft.ticket),
        expires=read_expires(asker.line(say("ask-expires", lang), (draft.expires or latest).isoformat()), draft.today),
    )
