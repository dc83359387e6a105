"""Which statement brought a column into being, and on which line.

What columns there are is asked of the database after every statement, so that functions, inheritance and
``SELECT INTO`` are no puzzle; the parser only finds the line inside the statement.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from reports.base import Origin
from scanner.migration_text import Engine, Statement

# It would quote the statements that it does not know in warnings.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL + 1)

Column = tuple[str, str]
_DIALECTS: dict[Engine, str] = {"sqlite": "sqlite", "postgresql": "postgres"}
_LONGEST = 1_000_000


class OriginBook:
    """The origins of all columns while migrations are applied. A table itself is the column ""."""

    def __init__(self, engine: Engine) -> None:
        self._dialect = _DIALECTS[engine]
        self._path = ""
        self.origins: dict[Column, Origin] = {}
        self._left: dict[Column, Origin] = {}

    def begin(self, path: str) -> None:
        """The next statements stand in this file."""
        self._path = path
        self._left = {}

    def see(self, statement: Statement, columns: frozenset[Column]) -> None:
        """What there is after a statement."""
        before = self.origins
        now = columns | {(table, "") for table, _ in columns}
        gone, added = before.keys() - now, now - before.keys()
        if not (gone or added):
            return
        moved = _find_moved(gone, added)
        tables = {table for table, _ in now}
        for one in gone:
            if one[0] not in tables:
                # A table that is made anew in the same file (the only way to change some in SQLite) keeps its columns.
                self._left[one] = before[one]
        lines = find_lines(statement, self._dialect, (name for _, name in added)) if added else {}
        kept = {one: origin for one, origin in before.items() if one in now}
        for table, name in added:
            carried = self._left.get((table, name)) or before.get((moved.get(table, ""), name))
            kept[table, name] = carried or Origin(self._path, lines.get(name, statement.line))
        self.origins = kept


def _find_moved(gone: Iterable[Column], added: Iterable[Column]) -> dict[str, str]:
    """New tables that have just the columns of one that is gone: it was renamed."""
    old, new = _group(gone), _group(added)
    by_columns = {columns: table for table, columns in old.items() if "" in columns}
    return {table: by_columns[columns] for table, columns in new.items() if columns in by_columns}


def _group(columns: Iterable[Column]) -> dict[str, frozenset[str]]:
    grouped = defaultdict(set)
    for table, name in columns:
        grouped[table].add(name)
    return {table: frozenset(names) for table, names in grouped.items()}


def find_lines(statement: Statement, dialect: str, names: Iterable[str]) -> dict[str, int]:
    """The lines of a file on which a statement defines columns; the first that names one where the parser cannot tell,
    none where the name does not stand in it (``SELECT *``)."""
    wanted = {name.casefold(): name for name in names if name}
    if not wanted or len(statement.text) > _LONGEST:
        return {}
    found: dict[str, int] = {}
    for name, line in (*_read_definitions(statement.text, dialect), *_read_tokens(statement.text, dialect)):
        if name.casefold() in wanted:
            found.setdefault(wanted[name.casefold()], statement.line + line - 1)
    return found


def _read_definitions(text: str, dialect: str) -> list[tuple[str, int]]:
    try:
        parsed = sqlglot.parse_one(text, dialect=dialect)
    except (SqlglotError, RecursionError, ValueError):
        return []
    identifiers = [one.this for one in parsed.find_all(exp.ColumnDef)]
    identifiers += [one.args["to"] for one in parsed.find_all(exp.RenameColumn)]
    identifiers += [one.args["alias"] for one in parsed.find_all(exp.Alias)]
    named = [one.find(exp.Identifier) for one in identifiers if isinstance(one, exp.Expression)]
    return [(one.name, int(one.meta["line"])) for one in named if one is not None and "line" in one.meta]


def _read_tokens(text: str, dialect: str) -> list[tuple[str, int]]:
    try:
        tokens = sqlglot.tokenize(text, dialect=dialect)
    except (SqlglotError, RecursionError, ValueError):
        return []
    return [(one.text, int(one.line)) for one in tokens if one.token_type.name != "STRING"]
