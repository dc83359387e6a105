"""Tables and views of any database that SQLAlchemy reaches, read without changing anything."""

from __future__ import annotations

import datetime
import decimal
import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from connectors.base import (
    Batch,
    Collection,
    Connector,
    ConnectorError,
    Field,
    FieldType,
    Location,
    Skipped,
    SkipReason,
)

_ROWS = 8192
_TIMEOUT_SECONDS = 300
_BLOB_TEXT = 65536

_DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}
_SYSTEM_SCHEMAS = frozenset({"information_schema", "pg_catalog", "pg_toast", "mysql", "performance_schema", "sys"})


class SqlConnector(Connector):
    """One database. Every transaction is read-only (SQLite: ``mode=ro`` and ``query_only``), identifiers are
    quoted by SQLAlchemy, and a statement ends after five minutes. Errors never carry parameters, values or
    passwords: of a driver's message only its class is told."""

    def __init__(self, url: str, *, source: str, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> None:
        self.source = source
        self._include, self._exclude = include, exclude
        self._engine = _create_engine(url)
        self._tables: dict[str, sa.Table] = {}
        try:
            with self._engine.connect() as connection:
                # SQLite opens any file; only a look at its catalogue tells whether it is a database.
                sqlite = self._engine.dialect.name == "sqlite"
                connection.execute(sa.text("SELECT count(*) FROM sqlite_master" if sqlite else "SELECT 1"))
        except (SQLAlchemyError, OSError, ValueError) as error:
            self._engine.dispose()
            raise _opening_error(error, self._engine.url) from None
        self._dialect = self._engine.dialect.name

    def close(self) -> None:
        self._engine.dispose()

    def collections(self) -> Iterator[Collection | Skipped]:
        inspector = sa.inspect(self._engine)
        default = inspector.default_schema_name
        try:
            schemas = [name for name in inspector.get_schema_names() if name not in _SYSTEM_SCHEMAS]
        except SQLAlchemyError:
            schemas = [default] if default else []
        for schema in sorted(schemas, key=lambda name: (name != default, name)):
            within = None if schema == default or self._dialect == "sqlite" else schema
            yield from self._list_schema(inspector, within)

    def _list_schema(self, inspector: sa.Inspector, schema: str | None) -> Iterator[Collection | Skipped]:
        tables = [(name, "table") for name in inspector.get_table_names(schema)]
        tables += [(name, "view") for name in inspector.get_view_names(schema)]
        if self._dialect == "postgresql":
            tables += [(name, "view") for name in inspector.get_materialized_view_names(schema)]
        for name, kind in sorted(tables):
            shown = f"{schema}.{name}" if schema else name
            if not self._wanted(shown):
                continue
            try:
                table = _describe(inspector, name, schema)
                rows = self._count(table) if kind == "table" else None
            except (SQLAlchemyError, ValueError, OverflowError) as error:
                yield Skipped(
                    Location(self.source, shown),
                    _reason(error),
                    f"the {kind} cannot be described ({_class(error)})",
                    "check that the role may SELECT from it",
                )
                continue
            self._tables[shown] = table
            yield Collection(shown, "view" if kind == "view" else "table", rows, comment=table.comment or "")

    def _wanted(self, name: str) -> bool:
        """Whether the include and exclude globs let a table through (no include: all)."""
        included = not self._include or any(fnmatchcase(name, glob) for glob in self._include)
        return included and not any(fnmatchcase(name, glob) for glob in self._exclude)

    def _count(self, table: sa.Table) -> int:
        with self._engine.connect() as connection:
            _begin_read_only(connection)
            count = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            return int(count)

    def read(self, collection: Collection, *, sample: int | None = None) -> Iterator[Batch | Skipped]:
        table = self._tables[collection.name]
        location = Location(self.source, collection.name)
        fields = tuple(_describe_column(column) for column in table.columns)
        rows_read = 0
        unreadable: set[str] = set()
        try:
            with self._engine.connect() as connection:
                _begin_read_only(connection)
                for rows in _fetch(connection, self._select(table, collection, sample)):
                    columns = _to_columns(rows, fields)
                    unreadable.update(field.name for field, (_, lost) in zip(fields, columns, strict=True) if lost)
                    arrays = tuple(array for array, _ in columns)
                    size = sum(array.nbytes for array in arrays)
                    yield Batch(location, fields, arrays, rows_read + 1, len(rows), size)
                    rows_read += len(rows)
            if not rows_read:
                yield Batch(location, fields, tuple(_strings([]) for _ in fields), 1, 0)
        except _read_errors(self._engine) as error:
            yield Skipped(
                location,
                "failed-midway" if rows_read else _reason(error),
                f"reading stopped after {rows_read:,} rows ({_class(error)})",
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

    def _select(self, table: sa.Table, collection: Collection, sample: int | None) -> sa.Select[Any]:
        columns = [_readable(column, self._dialect) for column in table.columns]
        source: sa.FromClause = table
        if (
            sample
            and collection.rows
            and collection.rows > sample
            and self._dialect == "postgresql"
            and collection.kind == "table"
        ):
            share = min(100.0, 100.0 * sample / collection.rows)
            source = sa.tablesample(table, sa.func.bernoulli(share), seed=sa.literal(7))
            columns = [_readable(column, self._dialect) for column in source.columns]
        return sa.select(*columns).select_from(source)


def _fetch(connection: Connection, statement: sa.Select[Any]) -> Iterator[Sequence[Sequence[Any]]]:
    """Runs of rows. SQLite's own cursor streams, so it is asked past SQLAlchemy's row objects; other drivers
    stream through SQLAlchemy's server-side cursors."""
    if connection.dialect.name == "sqlite":
        cursor = connection.execute(statement).cursor
        while cursor is not None and (rows := cursor.fetchmany(_ROWS)):
            yield rows
    else:
        with connection.execution_options(stream_results=True, yield_per=_ROWS).execute(statement) as result:
            yield from result.partitions()


def _describe(inspector: sa.Inspector, name: str, schema: str | None) -> sa.Table:
    """A lightweight table: quoted name and columns, nothing that SQLAlchemy would convert."""
    columns = [
        sa.Column(sa.sql.quoted_name(column["name"], quote=True), column["type"], comment=column.get("comment"))
        for column in inspector.get_columns(name, schema)
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
    kind = _field_type(column.type)
    if (dialect == "postgresql" and kind == "json") or (
        isinstance(column.type, (sa.ARRAY, sa.types.NullType)) and dialect == "postgresql"
    ):
        return sa.cast(column, sa.Text).label(str(column.name))
    return sa.type_coerce(column, sa.types.NullType()).label(str(column.name))


def _describe_column(column: sa.Column[Any]) -> Field:
    try:
        declared = str(column.type)
    except SQLAlchemyError:
        declared = type(column.type).__name__.upper()
    return Field(
        str(column.name),
        _field_type(column.type),
        "" if declared == "NULL" else declared,
        column.comment or "",
    )


def _field_type(kind: sa.types.TypeEngine[Any]) -> FieldType:
    name = type(kind).__name__.upper()
    if isinstance(kind, sa.Boolean):
        return "boolean"
    if isinstance(kind, sa.Integer):
        return "integer"
    if isinstance(kind, sa.Numeric):
        return "number"
    if isinstance(kind, sa.DateTime):
        return "datetime"
    if isinstance(kind, sa.Date):
        return "date"
    if isinstance(kind, (sa.Time, sa.Interval)):
        return "time"
    if isinstance(kind, sa.Uuid):
        return "uuid"
    if isinstance(kind, (sa.JSON, sa.ARRAY)) or name in ("HSTORE", "JSONB"):
        return "json"
    if name in ("INET", "CIDR", "MACADDR", "MACADDR8"):
        return "network"
    return "text"


def _to_text(value: Any) -> str | None:
    """A value in its plainest exact form; None for binary that is no text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (int, decimal.Decimal)):
        return str(value)
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat(" ") if isinstance(value, datetime.datetime) else value.isoformat()
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _bytes_to_text(bytes(value[:_BLOB_TEXT]))
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _bytes_to_text(value: bytes) -> str | None:
    """Text that was stored as a BLOB; None when it is not text."""
    if b"\0" in value:
        return None
    for cut in range(4):
        try:
            return value[: len(value) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
    return None


def _to_columns(rows: Sequence[Sequence[Any]], fields: Sequence[Field]) -> list[tuple[pa.Array, bool]]:
    """Rows of a driver turned into one text array for each field."""
    return [_column(values, field) for values, field in zip(zip(*rows, strict=True), fields, strict=True)]


def _column(values: Sequence[Any], field: Field) -> tuple[pa.Array, bool]:
    """The values as text, and whether some were binary and are lost to the scan."""
    kinds = set(map(type, values))
    kinds.discard(type(None))
    if kinds <= {str}:
        return _strings(values), False
    if kinds == {int}:
        return _strings([None if value is None else str(value) for value in values]), False
    texts = [None if value is None else _to_text(value) for value in values]
    lost = bool(kinds & {bytes, bytearray, memoryview}) and any(
        text is None and value is not None and len(value) > 0
        for text, value in zip(texts, values, strict=True)
        if isinstance(value, (bytes, bytearray, memoryview, type(None)))
    )
    return _strings(texts), lost


def _strings(values: Sequence[str | None]) -> pa.Array:
    try:
        return pa.array(values, pa.string())
    except (UnicodeEncodeError, pa.ArrowInvalid):
        # Lone surrogates cannot stand in Arrow text.
        clean = [None if value is None else value.encode("utf-8", "replace").decode("utf-8") for value in values]
        return pa.array(clean, pa.string())


def _create_engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except SQLAlchemyError:
        raise ConnectorError(
            "the database URL cannot be read",
            reason="missing",
            hint="write it as dialect://user@host/database",
        ) from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return _sqlite_engine(parsed)
    if "+" not in parsed.drivername and backend in _DRIVERS:
        parsed = parsed.set(drivername=_DRIVERS[backend])
    options: dict[str, Any] = {"hide_parameters": True, "pool_size": 2, "max_overflow": 0, "pool_timeout": 30}
    if backend in ("postgresql", "postgres"):
        options["connect_args"] = {
            "connect_timeout": 15,
            "application_name": "daicho",
            "options": f"-c default_transaction_read_only=on -c statement_timeout={_TIMEOUT_SECONDS * 1000}"
            " -c lock_timeout=10000",
        }
    elif backend in ("mysql", "mariadb"):
        options["connect_args"] = {"connect_timeout": 15, "read_timeout": _TIMEOUT_SECONDS}
    try:
        return sa.create_engine(parsed, **options)
    except (ModuleNotFoundError, SQLAlchemyError) as error:
        raise _driver_error(error, backend) from None


def _sqlite_engine(url: URL) -> Engine:
    path = url.database or ""
    if not path or path == ":memory:":
        raise ConnectorError("no SQLite file is named", reason="missing", hint="write sqlite:///path/to/file.db")
    file = Path(path)
    if not file.is_file():
        raise ConnectorError(f"{file.name}: no such SQLite file", reason="missing", hint="check the path")

    def connect() -> Any:
        target = f"file:{quote(str(file.absolute()))}?mode=ro"
        connection = sqlite3.connect(target, uri=True, check_same_thread=False, timeout=15, detect_types=0)
        # Text that is not UTF-8 is still read: bad bytes become U+FFFD instead of ending the scan.
        connection.text_factory = lambda value: value.decode("utf-8", "replace")
        connection.execute("PRAGMA query_only = ON")
        return connection

    return sa.create_engine("sqlite://", creator=connect, hide_parameters=True, poolclass=sa.pool.NullPool)


def _begin_read_only(connection: Connection) -> None:
    dialect = connection.dialect.name
    if dialect == "postgresql" or dialect in ("mysql", "mariadb"):
        connection.execute(sa.text("SET TRANSACTION READ ONLY"))


def _read_errors(engine: Engine) -> tuple[type[Exception], ...]:
    """What reading may raise: SQLAlchemy's errors, the driver's own (fetching goes past SQLAlchemy, so they come
    unwrapped), and values that no text can be made of."""
    driver = getattr(engine.dialect.dbapi, "Error", None)
    own: tuple[type[Exception], ...] = (driver,) if isinstance(driver, type) else ()
    return (SQLAlchemyError, OSError, ValueError, OverflowError, *own)


def _class(error: BaseException) -> str:
    """The name of the error's class: the text of a driver may quote data."""
    original = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return type(original).__name__


_LOGIN = re.compile(r"(?i)password|authentication|access denied|role .* does not exist|login|no pg_hba")
_UNREACHABLE = re.compile(
    r"(?i)refused|resolve|timed? ?out|unreachable|no such host|could not connect|not known|name or service"
    r"|can't connect"
)
_DENIED = re.compile(r"(?i)permission denied|insufficient|not authorized|denied to")


def _reason(error: BaseException) -> SkipReason:
    text = str(error)
    tests: tuple[tuple[re.Pattern[str], SkipReason], ...] = (
        (_DENIED, "permission-denied"),
        (re.compile(r"(?i)statement timeout|canceling statement|max_statement_time"), "timeout"),
        (_LOGIN, "login-failed"),
        (_UNREACHABLE, "unreachable"),
        (re.compile(r"(?i)not a database|malformed|corrupt"), "corrupt"),
    )
    return next((reason for pattern, reason in tests if pattern.search(text)), "unreadable")


_HINTS: dict[str, Callable[[URL], str]] = {
    "login-failed": lambda url: "check the user and the password (from the environment or a password file)",
    "unreachable": lambda url: "check that the server runs and that this machine may reach it",
    "corrupt": lambda url: "restore the file from a backup or export it again",
    "permission-denied": lambda url: "grant SELECT to the role",
}


def _opening_error(error: BaseException, url: URL) -> ConnectorError:
    reason = _reason(error)
    problems = {
        "login-failed": "the server refused the login",
        "unreachable": "the server does not answer",
        "corrupt": "this is not a database, or it is damaged",
        "permission-denied": "the role may not connect",
    }
    problem = problems.get(reason, f"the database cannot be opened ({_class(error)})")
    hint = _HINTS[reason](url) if reason in _HINTS else "check the URL"
    return ConnectorError(problem, reason=reason, hint=hint)


def _driver_error(error: BaseException, backend: str) -> ConnectorError:
    extra = {"postgresql": "postgres", "mysql": "mysql", "mariadb": "mysql"}.get(backend)
    if extra:
        return ConnectorError(
            f"the driver for {backend} is not installed",
            hint=f"pip install 'daicho[{extra}]'",
            reason="unreadable",
        )
    return ConnectorError(
        f"no driver for {backend}:// is installed ({type(error).__name__})",
        hint="install a SQLAlchemy dialect for it",
        reason="unreadable",
    )
