"""A run by its name: ``last``, the id of a stored run, or a file."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reports.run_file import StoredRun, parse_run
from reports.run_file import open_run as open_file
from scanner.config import Config, ConfigError
from scanner.history import History, open_history
from scanner.history_runs import LAST, find_runs, load_document
from scanner.run_keeping import find_place

_ID = re.compile(r"\d{8}-\d{4,6}(?:-[0-9a-f]{0,4})?")


def open_run(reference: Path | str, settings: Config) -> StoredRun:
    """The run that ``last``, an id (or the beginning of one), or a path names; a file that is there comes first.

    Raises :class:`reports.run_file.RunFileError` for a file that is no run, ConfigError where no such run is stored,
    and :class:`scanner.history_engine.HistoryError` where the history cannot be used.
    """
    if not is_stored(reference):
        return open_file(Path(reference))
    with reading_history(settings) as history:
        return read_stored_run(history, str(reference))


def is_stored(reference: Path | str) -> bool:
    """Whether that names a run in the history rather than a file."""
    name = str(reference)
    return (name == LAST or _ID.fullmatch(name) is not None) and not Path(name).exists()


def read_stored_run(history: History, reference: str) -> StoredRun:
    """A run of an open history."""
    run = find_runs(history, [reference])[0]
    return parse_run(Path(run.id), io.StringIO(load_document(history, run), newline="\n"))


@contextmanager
def reading_history(settings: Config, named: str | None = None) -> Iterator[History]:
    """The history of a configuration, or the one that is named. ConfigError where there is none: nothing is made."""
    place = find_place(settings, named)
    if place is None:
        where = "its [history] says enabled = false" if settings.path else "there is no daicho.toml here or above"
        raise ConfigError(f"no runs are stored: {where}; name a history with --history, or a run by its file")
    path = place[0].path
    if path is not None and not path.is_file():
        raise ConfigError(f"{path}: no run is stored yet; daicho scan stores one")
    with open_history(*place) as history:
        yield history
