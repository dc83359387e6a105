"""The findings that exceptions are made for, from a stored run."""

from __future__ import annotations

from reports.base import Entry
from scanner.config import Config
from scanner.config_text import ConfigError
from scanner.history_runs import LAST
from scanner.stored_runs import open_run


def find_entries(reference: str | None, settings: Config) -> tuple[Entry, ...] | None:
    """The findings of the named run, else of the last one in the history; None where none is named and none stored."""
    if reference is not None:
        return open_run(reference, settings).read_entries()
    try:
        return open_run(LAST, settings).read_entries()
    except ConfigError:
        return None
