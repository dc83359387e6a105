"""What ``daicho runs``, ``daicho diff`` and ``daicho history`` do once their flags are read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa

from reports.earlier import Earlier
from reports.run_file import open_run
from scanner.command import guess_language, load_config
from scanner.config import Config, ConfigError
from scanner.history import History
from scanner.history_diff import RunDiff, diff_documents, diff_stored
from scanner.history_engine import HistoryError, telling_trouble
from scanner.history_output import describe_diff, describe_run, say, write_diff, write_runs
from scanner.history_pruning import Keeping, prune, vacuum
from scanner.history_runs import find_runs, list_runs, load_document
from scanner.history_schema import list_revisions
from scanner.history_tables import FINDING
from scanner.notify_box import count_undelivered
from scanner.notify_words import write_undelivered
from scanner.run_keeping import find_place
from scanner.secret_key import state_folder
from scanner.stored_runs import is_stored, read_stored_run, reading_history


def show_runs(*, limit: int, as_json: bool, history: str | None, config: Path | None, lang: str | None) -> int:
    """List the stored runs."""
    settings, language = _open(config, lang)
    with reading_history(settings, history) as kept:
        found = list_runs(kept, limit)
    if as_json:
        click.echo(json.dumps([describe_run(run) for run in found], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(write_runs(found, language)))
        waiting = count_undelivered(state_folder(settings.path)) if settings.path else 0
        if waiting:
            click.echo(write_undelivered(waiting, language), err=True)
    return 0


def show_diff(
    *,
    earlier: str | None,
    later: str | None,
    fail_on: str | None,
    format: str,
    history: str | None,
    config: Path | None,
    lang: str | None,
) -> int:
    """Say what changed between two runs; 1 where something new is severe enough."""
    settings, language = _open(config, lang)
    found = _diff(earlier, later, settings, history)
    failing = found.is_failing(fail_on or settings.fail_on or "high")
    if format == "json":
        click.echo(json.dumps(describe_diff(found, failing), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(write_diff(found, language)))
    return int(failing)


def _diff(earlier: str | None, later: str | None, settings: Config, named: str | None) -> RunDiff:
    references = [one for one in (earlier, later) if one is not None]
    with ExitStack() as stack:
        kept: History | None = None
        if len(references) < 2 or any(map(is_stored, references)):
            kept = stack.enter_context(reading_history(settings, named))
        if kept is not None and (not references or all(map(is_stored, references))):
            return _diff_stored(kept, references)
        first, second = references[0], references[1] if len(references) > 1 else "last"
        return diff_documents(_read(first, kept), _read(second, kept))


def _diff_stored(kept: History, references: list[str]) -> RunDiff:
    if references:
        found = find_runs(kept, references if len(references) > 1 else [references[0], "last"])
        return diff_stored(kept, found[0], found[1])
    last = list_runs(kept, 2)
    if len(last) < 2:
        raise ConfigError(f"{kept.place}: a comparison needs two stored runs; there is {len(last)}; scan again")
    return diff_stored(kept, last[1], last[0])


def _read(reference: str, kept: History | None) -> Earlier:
    if kept is not None and is_stored(reference):
        return read_stored_run(kept, reference).read_earlier()
    return open_run(Path(reference)).read_earlier()


def prune_history(*, dry_run: bool, history: str | None, config: Path | None, lang: str | None) -> int:
    """Forget what is old."""
    settings, language = _open(config, lang)
    keeping = Keeping(settings.history.keep_runs, settings.history.keep_detail)
    with reading_history(settings, history) as kept:
        pruned = prune(kept, keeping, dry_run=dry_run)
        if not dry_run:
            vacuum(kept)
    numbers: dict[str, Any] = {"details": pruned.details, "runs": pruned.runs, "findings": pruned.findings}
    click.echo(say("would-prune" if dry_run else "pruned", language, **numbers))
    return 0


def check_history(*, history: str | None, config: Path | None, lang: str | None) -> int:
    """Look whether the history is whole; 3 where it is not."""
    settings, language = _open(config, lang)
    place = find_place(settings, history)
    path = place[0].path if place else None
    if path is not None and path.is_file():
        problems = [*_check_file(path, language)]
        if problems:
            return _tell_broken(str(path), problems, language)
    with reading_history(settings, history) as kept:
        runs = list_runs(kept)
        problems = [*_check_documents(kept, language)]
        if problems:
            return _tell_broken(str(kept.place), problems, language)
        with kept.reading() as connection:
            own = FINDING.c.series == kept.series
            findings = connection.execute(sa.select(sa.func.count()).select_from(FINDING).where(own)).scalar()
        details = sum(run.detail for run in runs)
        numbers: dict[str, Any] = {"runs": len(runs), "details": details, "findings": findings}
        click.echo(say("whole", language, place=str(kept.place), schema=list_revisions()[-1], **numbers))
    return 0


def _check_file(path: Path, lang: str) -> Iterator[str]:
    """What SQLite itself says of the file."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            wrong = [row for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
            loose = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError:
        wrong, loose = [("",)], []
    if wrong:
        yield say("file", lang, "problem", n=len(wrong))
    if loose:
        yield say("reference", lang, "problem", n=len(loose))


def _check_documents(kept: History, lang: str) -> Iterator[str]:
    with telling_trouble(kept.place):
        for run in list_runs(kept):
            if run.detail:
                try:
                    load_document(kept, run)
                except HistoryError:
                    yield say("document", lang, "problem", run=run.id)


def _tell_broken(place: str, problems: list[str], lang: str) -> int:
    for problem in problems:
        click.echo(say("broken", lang, place=place, problem=problem), err=True)
    return 3


def _open(config: Path | None, lang: str | None) -> tuple[Config, str]:
    settings = load_config(config, trial=False)
    return settings, lang or settings.language or guess_language()
