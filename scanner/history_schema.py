"""Brings a history to the schema of this version, by the steps in ``scanner/migrations``."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from functools import cache
from importlib.resources import files
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection, Engine

from scanner.history_engine import HistoryError, HistoryPlace, HistoryVersionError, reading, writing
from scanner.history_tables import VERSION_TABLE

_OWN = ("daicho_", "schedule_", "notify_")
"""How the names of tables begin that Daicho keeps beside the history."""


@cache
def list_revisions() -> tuple[str, ...]:
    """The revisions that are shipped, oldest first: the numbers at the head of their files' names."""
    folder = files("scanner.migrations") / "versions"
    return tuple(sorted(one.name.partition("_")[0] for one in folder.iterdir() if one.name[:1].isdigit()))


def bring_up(engine: Engine, place: HistoryPlace) -> None:
    """Make the tables, or change those of an earlier version, after a copy of the file. HistoryVersionError where a
    later version made them, HistoryError where the file is something else."""
    with reading(engine, place) as connection:
        found = _find_revision(connection, place)
    if found == list_revisions()[-1]:
        return
    with writing(engine, place) as connection:
        found = _find_revision(connection, place)
        if found == list_revisions()[-1]:
            return
        if found and place.path is not None:
            _copy(place.path, found)
        upgrade(connection)


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Take the steps up to a revision, within the transaction of the connection."""
    config = Config()
    config.set_main_option("script_location", str(files("scanner.migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _find_revision(connection: Connection, place: HistoryPlace) -> str:
    """The revision of the tables that are there; empty where there are none."""
    inspector = sa.inspect(connection)
    if not inspector.has_table(VERSION_TABLE):
        foreign = [name for name in inspector.get_table_names() if not name.startswith(_OWN)]
        if place.path is not None and foreign:
            raise HistoryVersionError(f"{place}: is a database of something else, no history; name another file")
        return ""
    found = connection.execute(sa.select(sa.column("version_num")).select_from(sa.table(VERSION_TABLE))).scalar()
    if found is not None and found not in list_revisions():
        raise HistoryVersionError(
            f"{place}: was written by a newer daicho (schema {str(found)[:20]}; this one knows"
            f" {list_revisions()[-1]}); update daicho, or name another file with --history"
        )
    return str(found or "")


def _copy(path: Path, revision: str) -> None:
    """A copy of the file as it was, beside it; one that is there already stays."""
    target = path.with_name(f"{path.name}.schema-{revision}")
    if target.exists():
        return
    part = target.with_name(f"{target.name}.part")
    try:
        os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
        os.replace(part, target)
    except OSError as error:
        raise HistoryError(f"{path}: no copy can be made before it is changed ({error.strerror})") from None
