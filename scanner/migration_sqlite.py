"""A throw-away SQLite database, as a file in a folder of its own that is deleted afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from scanner.migration_origins import Column
from scanner.migration_text import Statement

_NAMES = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"


class SqliteScratch:
    """The database. What reaches out of its file (ATTACH, VACUUM INTO, extensions) is refused by SQLite itself."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.url = f"sqlite:///{path}"
        self._connection = connection
        self._version, self._columns = -1, frozenset[Column]()

    def run(self, statement: Statement) -> str:
        """Run one statement; the name of the error, empty where there was none. Its text could quote values."""
        try:
            self._connection.execute(statement.text.rstrip("; \n"))
        except (sqlite3.Error, sqlite3.Warning, OverflowError, ValueError) as error:
            return getattr(error, "sqlite_errorname", "") or type(error).__name__
        return ""

    def columns(self) -> frozenset[Column]:
        """Every column of every table and view."""
        version = self._connection.execute("PRAGMA schema_version").fetchone()[0]
        if version != self._version:
            self._version, self._columns = version, frozenset(self._list())
        return self._columns

    def _list(self) -> Iterator[Column]:
        for (table,) in self._connection.execute(_NAMES).fetchall():
            try:
                named = self._connection.execute("SELECT name FROM pragma_table_xinfo(?)", (table,)).fetchall()
            except sqlite3.Error:
                # A view of a table that is gone: what it shows cannot be told.
                continue
            yield from ((table, name) for (name,) in named)


@contextmanager
def open_sqlite(folder: Path) -> Iterator[SqliteScratch]:
    """An empty database in ``folder``."""
    path = folder / "scratch.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.set_authorizer(_authorize)
        yield SqliteScratch(path, connection)


def _authorize(action: int, *_: str | None) -> int:
    return sqlite3.SQLITE_DENY if action in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH) else sqlite3.SQLITE_OK
