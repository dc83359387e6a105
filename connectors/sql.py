"""Tables and views of any database that SQLAlchemy reaches, read without changing anything."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from connectors.base import Batch, Collection, Condition, Connector, Field, Location, Skipped
from connectors.conditions import FileConditions
from connectors.places import tell_table
from connectors.sql_conditions import tell_encryption, tell_rights
from connectors.sql_engine import begin_read_only, create_engine, sqlite_file
from connectors.sql_errors import class_of, opening_error, read_errors, reason_for
from connectors.sql_session import Session, describe_session
from connectors.sql_values import field_type, to_columns, to_strings

# Rows are fetched in runs of about this many bytes, so that wide rows do not fill the memory.
_RUN_BYTES = 4_000_000
_FIRST_RUN, _LONGEST_RUN = 256, 16384

_SYSTEM_SCHEMAS = frozenset({"information_schema", "pg_catalog", "pg_toast", "mysql", "performance_schema", "sys"})


class SqlConnector(Connector):
    """One database. Every transaction is read-only (SQLite: ``mode=ro`` and ``query_only``), identifiers are
    quoted by SQLAlchemy, and a statement ends after five minutes. Errors never carry parameters, values or
    passwords: of a driver's message only its class is told."""

    def __init__(self, url: str, *, source: str, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> None:
        self.source = source
        self._include, self._exclude = include, exclude
        self._engine = create_engine(url)
        self._tables: dict[str, sa.Table] = {}
        try:
            with self._engine.connect() as connection:
                # SQLite opens any file; only a look at its catalogue tells whether it is a database.
                sqlite = self._engine.dialect.name == "sqlite"
                connection.execute(sa.text("SELECT count(*) FROM sqlite_master" if sqlite else "SELECT 1"))
        except (SQLAlchemyError, OSError, ValueError) as error:
            self._engine.dispose()
            raise opening_error(error) from None
        self._dialect = self._engine.dialect.name
        self._file = sqlite_file(url)

    def close(self) -> None:
        self._engine.dispose()

    def collections(self) -> Iterator[Collection | Skipped]:
        for item in self._list(counted=True):
            yield item if isinstance(item, Skipped) else item[0]

    def outline(self) -> Iterator[tuple[Collection, tuple[Field, ...]] | Skipped]:
        """Tables and views with their columns; unlike ``collections`` without the number of rows."""
        yield from self._list(counted=False)

    def session(self) -> Session:
        """What the server says of this session. May raise what ``connectors.sql_errors.read_errors`` names."""
        return describe_session(self._engine, self._wanted)

    def _list(self, *, counted: bool) -> Iterator[tuple[Collection, tuple[Field, ...]] | Skipped]:
        inspector = sa.inspect(self._engine)
        default = inspector.default_schema_name
        try:
            schemas = [name for name in inspector.get_schema_names() if name not in _SYSTEM_SCHEMAS]
        except SQLAlchemyError:
            schemas = [default] if default else []
        for schema in sorted(schemas, key=lambda name: (name != default, name)):
            within = None if schema == default or self._dialect == "sqlite" else schema
            yield from self._list_schema(inspector, within, counted)

    def _list_schema(
        self, inspector: sa.Inspector, schema: str | None, counted: bool
    ) -> Iterator[tuple[Collection, tuple[Field, ...]] | Skipped]:
        shadows = self._shadow_tables()
        tables = [(name, "table") for name in inspector.get_table_names(schema) if name not in shadows]
        tables += [(name, "view") for name in inspector.get_view_names(schema)]
        if self._dialect == "postgresql":
            tables += [(name, "view") for name in inspector.get_materialized_view_names(schema)]
        for name, kind in sorted(tables):
            shown = f"{schema}.{name}" if schema else name
            if not self._wanted(shown):
                continue
            try:
                table = _describe(inspector, name, schema)
                rows = self._count(table) if counted and kind == "table" else None
            except (SQLAlchemyError, ValueError, OverflowError) as error:
                yield Skipped(
                    Location(self.source, shown),
                    reason_for(error),
                    f"the {kind} cannot be described ({class_of(error)})",
                    "check that the role may SELECT from it",
                )
                continue
            self._tables[shown] = table
            collection = Collection(shown, "view" if kind == "view" else "table", rows, comment=table.comment or "")
            yield collection, tuple(_describe_column(column) for column in table.columns)

    def _shadow_tables(self) -> frozenset[str]:
        """SQLite's tables behind a full-text or spatial index: their content stands in the virtual table."""
        if self._dialect != "sqlite":
            return frozenset()
        with self._engine.connect() as connection, suppress(SQLAlchemyError):
            listed = connection.execute(sa.text("SELECT name FROM pragma_table_list WHERE type = 'shadow'"))
            return frozenset(str(row[0]) for row in listed)
        return frozenset()

    def _wanted(self, name: str) -> bool:
        """Whether the include and exclude globs let a table through (no include: all)."""
        included = not self._include or any(fnmatchcase(name, glob) for glob in self._include)
        return included and not any(fnmatchcase(name, glob) for glob in self._exclude)

    def _count(self, table: sa.Table) -> int:
        with self._engine.connect() as connection:
            begin_read_only(connection)
            count = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            return int(count)

    def read(self, collection: Collection, *, sample: int | None = None) -> Iterator[Batch | Skipped]:
        table = self._tables[collection.name]
        location = Location(self.source, collection.name)
        fields = tuple(_describe_column(column) for column in table.columns)
        rows_read = 0
        drawn = self._samples(collection, sample)
        unreadable: set[str] = set()
        try:
            with self._engine.connect() as connection:
                begin_read_only(connection)
                for rows in _fetch(connection, self._select(table, collection, sample)):
                    columns = to_columns(rows, fields)
                    unreadable.update(field.name for field, (_, lost) in zip(fields, columns, strict=True) if lost)
                    arrays = tuple(array for array, _ in columns)
                    size = sum(array.nbytes for array in arrays)
                    yield Batch(location, fields, arrays, rows_read + 1, len(rows), size, sampled=drawn)
                    rows_read += len(rows)
            if not rows_read:
                yield Batch(location, fields, tuple(to_strings([]) for _ in fields), 1, 0)
        except read_errors(self._engine) as error:
            yield Skipped(
                location,
                "failed-midway" if rows_read else reason_for(error),
                f"reading stopped after {rows_read:,} rows ({class_of(error)})",
                "check the table and the role's rights, then scan again",
                partial=rows_read > 0,
            )
        for field in fields:
            if field.name in unreadable:
                yield Skipped(
                    Location(self.source, collection.name, field.name),
                    "binary-field",
                    "the field holds binary values that were not looked into",
                    "export the files and scan them, or exclude the field",
                    partial=True,
                )

    def conditions(self, collection: Collection | None = None) -> Iterator[Condition]:
        """What names of tables say; of the whole, whether the session is encrypted and what its role could change, or
        for SQLite what is true of the file."""
        if collection is not None:
            yield from tell_table(self.source, collection.name)
        elif self._file is not None:
            yield from FileConditions(self.source, self._file).of_whole("sqlite")
        else:
            tables = [(str(table.schema or ""), str(table.name)) for table in self._tables.values()]
            # What may not be asked is left out, and does not keep the other from being told.
            for tell in (tell_encryption, partial(tell_rights, tables=tables)):
                with suppress(*read_errors(self._engine)), self._engine.connect() as connection:
                    begin_read_only(connection)
                    yield from tell(connection, self.source)

    def _samples(self, collection: Collection, sample: int | None) -> bool:
        """Whether the database itself draws the sample."""
        return (
            self._dialect == "postgresql"
            and collection.kind == "table"
            and bool(sample and collection.rows and collection.rows > sample)
        )

    def _select(self, table: sa.Table, collection: Collection, sample: int | None) -> sa.Select[Any]:
        columns = [_readable(column, self._dialect) for column in table.columns]
        source: sa.FromClause = table
        if sample and collection.rows and self._samples(collection, sample):
            share = min(100.0, 100.0 * sample / collection.rows)
            source = sa.tablesample(table, sa.func.bernoulli(share), seed=sa.literal(7))
            columns = [_readable(column, self._dialect) for column in source.columns]
        return sa.select(*columns).select_from(source)


def _fetch(connection: Connection, statement: sa.Select[Any]) -> Iterator[Sequence[Sequence[Any]]]:
    """Runs of rows. SQLite's own cursor streams, so it is asked past SQLAlchemy's row objects; other drivers
    stream through SQLAlchemy's server-side cursors."""
    if connection.dialect.name == "sqlite":
        cursor = connection.execute(statement).cursor
        if cursor is not None:
            yield from _fetch_runs(cursor.fetchmany)
    else:
        streamed = connection.execution_options(stream_results=True, max_row_buffer=_LONGEST_RUN)
        with streamed.execute(statement) as result:
            yield from _fetch_runs(result.fetchmany)


def _fetch_runs(fetch: Callable[[int], Sequence[Sequence[Any]]]) -> Iterator[Sequence[Sequence[Any]]]:
    count = _FIRST_RUN
    while rows := fetch(count):
        yield rows
        looked = rows[:: max(1, len(rows) // 64)]
        size = sum(len(value) if isinstance(value, str | bytes) else 8 for row in looked for value in row)
        count = max(16, min(_LONGEST_RUN, 4 * count, _RUN_BYTES * len(looked) // max(1, size)))


def _describe(inspector: sa.Inspector, name: str, schema: str | None) -> sa.Table:
    """A lightweight table: quoted name and columns, nothing that SQLAlchemy would convert."""
    with warnings.catch_warnings():
        # A type that SQLAlchemy does not know is read as text; nobody has to be told.
        warnings.simplefilter("ignore", SAWarning)
        described = inspector.get_columns(name, schema)
    columns = [
        sa.Column(sa.sql.quoted_name(column["name"], quote=True), column["type"], comment=column.get("comment"))
        for column in described
    ]
    comment = ""
    with suppress(NotImplementedError, SQLAlchemyError):
        comment = inspector.get_table_comment(name, schema).get("text") or ""
    quoted = sa.sql.quoted_name(schema, quote=True) if schema else None
    return sa.Table(
        sa.sql.quoted_name(name, quote=True), sa.MetaData(), *columns, schema=quoted, comment=comment or None
    )


def _readable(column: sa.Column[Any] | sa.ColumnElement[Any], dialect: str) -> sa.ColumnElement[Any]:
    """The column as the driver gives it; types that drivers turn into objects of their own come as text."""
    # Times as text: PostgreSQL knows dates (infinity, before Christ) that Python does not.
    as_text = field_type(column.type) in ("json", "date", "datetime", "time") or isinstance(
        column.type, (sa.ARRAY, sa.types.NullType)
    )
    if dialect == "postgresql" and as_text:
        return sa.cast(column, sa.Text).label(str(column.name))
    return sa.type_coerce(column, sa.types.NullType()).label(str(column.name))


def _describe_column(column: sa.Column[Any]) -> Field:
    try:
        declared = str(column.type)
    except SQLAlchemyError:
        declared = type(column.type).__name__.upper()
    return Field(
        str(column.name),
        field_type(column.type),
        "" if declared == "NULL" else declared,
        column.comment or "",
    )
