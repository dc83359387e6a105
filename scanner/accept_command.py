"""What ``daicho accept`` does once its flags are read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import click

from detectors.custom import apply_rules
from reports.acceptance import NOTICE
from reports.base import Entry
from reports.phrases import show
from scanner.accept_draft import Draft, find_settled, read_days, read_expires, tell_settled
from scanner.accept_output import find_standing, list_blocks, say, write_blocks
from scanner.accept_review import Remembered, Terminal, review
from scanner.accept_runs import find_entries
from scanner.acceptance_file import AcceptanceFile, acceptance_path, as_kind, read_acceptances
from scanner.acceptance_writing import append_acceptances
from scanner.command import guess_language, load_config
from scanner.config import Config
from scanner.config_text import ConfigError
from scanner.secret_key import FOLDER


@dataclass(frozen=True, slots=True)
class Choice:
    """Which findings are meant: by fingerprints, or all of some sources and kinds of data."""

    fingerprints: tuple[str, ...]
    sources: tuple[str, ...]
    categories: tuple[str, ...]

    def fits(self, entry: Entry) -> bool:
        """Whether a finding is of the sources and kinds of data."""
        category = entry.finding.category
        return (not self.sources or entry.finding.location.source in self.sources) and (
            not self.categories or any(category == one or category.startswith(f"{one}.") for one in self.categories)
        )


@dataclass(frozen=True, slots=True)
class Mode:
    """What is asked for beside adding exceptions; ``expiring`` is a number of days as it was typed."""

    review: bool
    list_all: bool
    expiring: str | None
    check: bool

    def refuse_mixtures(self, choice: Choice) -> None:
        """ConfigError where two things are asked for at once."""
        named = {
            "--review": self.review,
            "--list or --expiring": self.list_all or self.expiring is not None,
            "--check": self.check,
        }
        modes = [name for name, asked in named.items() if asked]
        if len(modes) > 1:
            raise ConfigError(f"{' and '.join(modes)} are two things; ask for one of them")
        if modes and modes[0] != "--review" and choice != Choice((), (), ()):
            raise ConfigError(f"{modes[0]} is about all exceptions; leave out FINGERPRINT, --source and --category")
        if self.review and choice.fingerprints:
            raise ConfigError("--review goes through all findings; choose with --source and --category")


def accept_findings(
    *,
    fingerprints: Sequence[str],
    reason: str,
    owner: str,
    expires: str,
    kind: str,
    approved_by: str,
    ticket: str,
    run: str | None,
    sources: Sequence[str],
    categories: Sequence[str],
    review: bool,
    again: bool,
    list_all: bool,
    expiring: str | None,
    check: bool,
    format: str,
    config: Path | None,
    lang: str | None,
) -> int:
    """Add exceptions, go through findings, or show the exceptions there are; returns the exit code."""
    choice = Choice(tuple(dict.fromkeys(fingerprints)), tuple(sources), tuple(categories))
    mode = Mode(review, list_all, expiring, check)
    mode.refuse_mixtures(choice)
    settings = load_config(config, trial=False)
    language = lang or settings.language or guess_language()
    today = date.today()
    file = read_acceptances(acceptance_path(settings.path), today)
    if check:
        return _check(file, today, language)
    if list_all or expiring is not None:
        return _list(file, today, language, None if expiring is None else read_days(expiring, "--expiring"), format)
    last = read_expires(expires, today) if expires else None
    draft = Draft(as_kind(kind), reason.strip(), owner.strip(), approved_by.strip(), ticket.strip(), last, today)
    # Recognizers look at data; of the configuration only the categories are needed.
    with apply_rules(replace(settings.rules, recognizers=())):
        if review:
            return _review(choice, file, draft, language, run, settings, again)
        return _add(find_entries(run, settings), choice, file, draft, language)


def _check(file: AcceptanceFile, today: date, lang: str) -> int:
    """The file is sound, or reading it has failed before."""
    blocks = file.current()
    calling = [one for one in blocks if find_standing(one, today).status != "in-force"]
    expired = [one for one in calling if find_standing(one, today).status == "expired"]
    counts = {"n": len(blocks), "expired": len(expired), "expiring": len(calling) - len(expired), "notice": NOTICE}
    click.echo("\n".join((say("sound", lang, name=file.path.name, **counts), *list_blocks(calling, today, lang))))
    return int(bool(expired))


def _list(file: AcceptanceFile, today: date, lang: str, within: int | None, format: str) -> int:
    blocks = [one for one in file.current() if within is None or one.acceptance.days_left(today) <= within]
    if format == "json":
        click.echo(json.dumps(write_blocks(blocks, today), ensure_ascii=False, indent=2))
        return 0
    if blocks:
        head = say("head", lang, name=file.path.name, n=len(blocks))
    else:
        head = say("none" if within is None else "none-expiring", lang, name=file.path.name, n=within)
    click.echo("\n".join((head, *list_blocks(blocks, today, lang))))
    return 0


def _add(entries: tuple[Entry, ...] | None, choice: Choice, file: AcceptanceFile, draft: Draft, lang: str) -> int:
    chosen = _choose(entries, choice)
    missing = [f"--{key}" for key in ("reason", "owner", "expires") if not getattr(draft, key)]
    if missing:
        raise ConfigError(f"an exception needs {', '.join(missing)} as well")
    settled = find_settled(file, draft.today)
    for fingerprint in choice.fingerprints:
        if fingerprint in settled:
            raise tell_settled(settled[fingerprint], file, draft.today)
    made = [draft.make(one, entry) for one, entry in chosen.items() if one not in settled]
    if made:
        append_acceptances(file.path, made, draft.today)
        click.echo(say("added", lang, name=file.path.name, n=len(made), day=made[0].expires.isoformat()))
    if len(made) < len(chosen):
        click.echo(say("standing", lang, n=len(chosen) - len(made)))
    if entries is None:
        click.echo(say("no-place", lang), err=True)
    return 0


def _choose(entries: tuple[Entry, ...] | None, choice: Choice) -> dict[str, Entry | None]:
    """The chosen findings by fingerprint; None for one of which nothing more is known."""
    if choice.fingerprints and (choice.sources or choice.categories):
        raise ConfigError("give FINGERPRINTs, or choose with --source and --category, not both")
    if choice.fingerprints:
        known = None if entries is None else {entry.fingerprint: entry for entry in reversed(entries)}
        return {one: _look_up(one, known) for one in choice.fingerprints}
    if not (choice.sources or choice.categories):
        raise ConfigError("name a FINGERPRINT, choose with --source and --category, or go through them with --review")
    if entries is None:
        raise ConfigError("--source and --category choose from a run; name it with --run RUN.json")
    found = {entry.fingerprint: entry for entry in reversed(entries) if choice.fits(entry)}
    if not found:
        raise ConfigError("the run has no finding of that source and category; see: daicho report RUN")
    return dict(reversed(found.items()))


def _look_up(fingerprint: str, known: dict[str, Entry] | None) -> Entry | None:
    if known is None:
        return None
    if fingerprint not in known:
        close = get_close_matches(fingerprint, known, 1, 0.8)
        right = f"did you mean {close[0]}?" if close else "name the run that has it with --run"
        raise ConfigError(f"the run has no finding {show(fingerprint)[:40]}; {right}")
    return known[fingerprint]


def _review(
    choice: Choice,
    file: AcceptanceFile,
    draft: Draft,
    lang: str,
    run: str | None,
    settings: Config,
    again: bool,
) -> int:
    terminal = Terminal()
    entries = find_entries(run, settings)
    if entries is None:
        raise ConfigError("--review goes through the findings of a run; name it with --run RUN.json")
    remembered = Remembered.load(file.path.parent / FOLDER / "review.json")
    review([one for one in entries if choice.fits(one)], file, draft, remembered, terminal, lang, again=again)
    return 0
