"""``--migrations`` and ``--dump`` of a scan: what is asked for, and the source that is made of it.

What does the work is loaded only then, since it needs a parser that is an extra.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

import click

from reports.base import Report
from reports.second_look import sort_former
from scanner.baseline import LAST
from scanner.config import Config, Source
from scanner.config_text import ConfigError
from scanner.run_keeping import Compared, choose_baseline
from scanner.stored_runs import read_stored_run, reading_history


@dataclass(frozen=True, slots=True)
class Order:
    """What to apply (``folder`` or ``dump``), to which ``engine`` (empty: the one it is written for), and the URL of
    the server to make a PostgreSQL database on (empty: an own one is started)."""

    folder: Path | None = None
    dump: Path | None = None
    engine: str = ""
    scratch: str = ""

    @property
    def path(self) -> Path:
        """The folder or file."""
        return self.folder or self.dump or Path()


def make_order(
    folder: Path | None, dump: Path | None, engine: str | None, scratch: str | None, targets: Sequence[str]
) -> Order | None:
    """What the flags ask for; None where they ask for nothing. ConfigError where they do not go together."""
    if folder is None and dump is None:
        if engine or scratch:
            raise ConfigError(f"{'--engine' if engine else '--scratch'} goes with --migrations or --dump")
        return None
    if folder and dump:
        raise ConfigError("give --migrations or --dump, not both; a dump to begin with can be the folder's first file")
    if targets:
        raise ConfigError("give TARGETs, or --migrations or --dump, not both")
    if scratch is not None and not scratch.strip():
        raise ConfigError("--scratch is empty; is a variable not set?")
    if scratch and engine == "sqlite":
        raise ConfigError("--scratch is the server of a PostgreSQL database; SQLite needs none")
    return Order(folder, dump, engine or "", scratch or "")


@contextmanager
def migrate(order: Order | None, declared: tuple[Source, ...], quiet: bool) -> Iterator[tuple[Source, ...]]:
    """The sources to scan: those that were chosen, or the one that the migrations make, while the context lasts."""
    if order is None:
        yield declared
        return
    try:
        module = import_module("scanner.migration_scan")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "sqlglot":
            raise
        raise ConfigError("--migrations needs sqlglot; install it: pip install 'daicho[migrations]'") from None
    with module.apply_migrations(order, declared[0] if declared else None) as migrated:
        if not quiet:
            for note in migrated.notes:
                click.echo(note, err=True)
        yield (migrated.source,)


def choose_declared(ids: Sequence[str], settings: Config) -> tuple[Source, ...]:
    """The one source of the configuration that migrations will change; none where none is named."""
    if len(ids) > 1:
        raise ConfigError("migrations change one database: give --source once")
    found = tuple(source for source in settings.sources if source.id in ids)
    if ids and not found:
        known = ", ".join(source.id for source in settings.sources)
        raise ConfigError(f"no source is called {ids[0]!r}; there are: {known or 'none'}")
    return found


def choose_known(reference: str, folder: Path, settings: Config, history: str | None) -> Compared | None:
    """As ``choose_baseline``, but the last stored run is read like a file: this run is not stored, since the database
    that it looks at was never released."""
    if reference != LAST:
        return choose_baseline(reference, folder, stored=False)
    with reading_history(settings, history) as stored:
        return Compared(read_stored_run(stored, LAST).read_earlier())


def leave_open(report: Report) -> Report:
    """The report without a word of what is fixed: tables without rows do not tell what values would."""
    if report.comparison is None:
        return report
    former = sort_former([*report.comparison.fixed, *report.comparison.unseen])
    return replace(report, comparison=replace(report.comparison, fixed=(), unseen=former))
