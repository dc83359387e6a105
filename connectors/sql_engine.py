"""Opening a database so that nothing can be changed."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from connectors.base import ConnectorError
from connectors.sql_errors import driver_error

_TIMEOUT_SECONDS = 300

_DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}


def create_engine(url: str) -> Engine:
    """An engine that can only read, with time limits; :class:`ConnectorError` when the URL or the driver is no good."""
    try:
        parsed = make_url(url)
    except (SQLAlchemyError, ValueError):
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
            # Rows that a policy would hide must end in an error, not in a clean report.
            " -c lock_timeout=10000 -c row_security=off",
        }
    elif backend in ("mysql", "mariadb"):
        options["connect_args"] = {"connect_timeout": 15, "read_timeout": _TIMEOUT_SECONDS}
    try:
        return sa.create_engine(parsed, **options)
    except (ModuleNotFoundError, SQLAlchemyError) as error:
        raise driver_error(error, backend) from None


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite URL; None for every other database."""
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def _sqlite_engine(url: URL) -> Engine:
    path = url.database or ""
    if not path or path == ":memory:":
        raise ConnectorError("no SQLite file is named", reason="missing", hint="write sqlite:///path/to/file.db")
    file = Path(path)
    if not file.is_file():
        raise ConnectorError(f"{file.name}: no such SQLite file", reason="missing", hint="check the path")

    def connect() -> Any:
        target = f"file:{quote(str(file.absolute()))}?mode=ro" + ("&immutable=1" if _is_settled(file) else "")
        connection = sqlite3.connect(target, uri=True, check_same_thread=False, timeout=15, detect_types=0)
        # Text that is not UTF-8 is still read: bad bytes become U+FFFD instead of ending the scan.
        connection.text_factory = lambda value: value.decode("utf-8", "replace")
        connection.execute("PRAGMA query_only = ON")
        return connection

    return sa.create_engine("sqlite://", creator=connect, hide_parameters=True, poolclass=sa.pool.NullPool)


def _is_settled(file: Path) -> bool:
    """A database in write-ahead mode that nobody has open. Opened as it is, SQLite would leave two files beside
    it, and fail in a folder that it may not write to."""
    log = file.with_name(file.name + "-wal")
    try:
        with file.open("rb") as stream:
            write_ahead = stream.read(20)[18:20] == b"\x02\x02"
        return write_ahead and (not log.exists() or log.stat().st_size == 0)
    except OSError:
        return False


def begin_read_only(connection: Connection) -> None:
    """Force the transaction to be read-only where the database has such a thing (SQLite is opened so)."""
    if connection.dialect.name in ("postgresql", "mysql", "mariadb"):
        connection.execute(sa.text("SET TRANSACTION READ ONLY"))
