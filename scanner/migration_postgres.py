"""A throw-away database on a PostgreSQL server: made for one scan, dropped afterwards, nothing else touched."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from scanner.config_text import ConfigError
from scanner.migration_origins import Column
from scanner.migration_text import Statement

_COLUMNS = """
SELECT n.nspname, c.relname, a.attname
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
"""
_SECONDS = 15


class PostgresScratch:
    """The database, reached by a role that owns it and may do nothing outside it."""

    def __init__(self, url: URL, connection: psycopg.Connection[tuple[str, ...]]) -> None:
        self.url = url.render_as_string(hide_password=False)
        self._connection = connection

    def run(self, statement: Statement) -> str:
        """Run one statement; the name of the error, empty where there was none. Its text could quote values."""
        try:
            with self._connection.cursor() as cursor:
                text = statement.text.encode()
                if statement.kind == "rows":
                    with cursor.copy(text) as copy:
                        copy.write(statement.rows)
                else:
                    cursor.execute(text, prepare=False)
        except (psycopg.Error, ValueError) as error:
            return type(error).__name__
        return ""

    def columns(self) -> frozenset[Column]:
        """Every column of every table and view, named as scans name them: the schema only where it is not public."""
        rows = self._connection.execute(_COLUMNS).fetchall()
        return frozenset((table if schema == "public" else f"{schema}.{table}", name) for schema, table, name in rows)


@contextmanager
def open_postgres(server: str) -> Iterator[PostgresScratch]:
    """A new database on the server of a URL, owned by a new role where the login may make one (so that migrations run
    without its rights). ConfigError where no database can be made."""
    admin = _read_url(server)
    name = f"daicho_scratch_{secrets.token_hex(4)}"
    with closing(_connect(admin)) as connection:
        owner = _make_role(connection, name)
        try:
            url = _make_database(connection, admin, name, owner)
            with closing(_connect(url)) as scratch:
                yield PostgresScratch(url, scratch)
        finally:
            _drop(connection, name, role=bool(owner))


def _read_url(server: str) -> URL:
    try:
        url = make_url(server)
    except (SQLAlchemyError, ValueError):
        raise ConfigError("--scratch: write postgresql://user@host/database") from None
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise ConfigError("--scratch takes the URL of a PostgreSQL server; SQLite needs none")
    return url.set(drivername="postgresql")


def _connect(url: URL) -> psycopg.Connection[tuple[str, ...]]:
    try:
        return psycopg.connect(
            url.render_as_string(hide_password=False),
            autocommit=True,
            connect_timeout=_SECONDS,
            application_name="daicho",
        )
    except psycopg.Error as error:
        raise ConfigError(
            f"--scratch: the server cannot be reached ({type(error).__name__}); check host, user and password"
        ) from None


def _make_role(connection: psycopg.Connection[tuple[str, ...]], name: str) -> str:
    """The password of a new role; empty where the login may not make one for itself to give things to."""
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper").fetchall():
        return ""
    password = secrets.token_urlsafe(24)
    statement = "CREATE ROLE {} LOGIN PASSWORD {} NOSUPERUSER NOCREATEDB NOCREATEROLE"
    connection.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Literal(password)))
    return password


def _make_database(connection: psycopg.Connection[tuple[str, ...]], admin: URL, name: str, password: str) -> URL:
    owner = sql.SQL(" OWNER {}").format(sql.Identifier(name)) if password else sql.SQL("")
    try:
        connection.execute(
            sql.SQL("CREATE DATABASE {}{} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name), owner)
        )
    except psycopg.Error as error:
        raise ConfigError(
            f"--scratch: no database can be made there ({type(error).__name__}); the login needs the right CREATEDB"
        ) from None
    url = admin.set(database=name)
    return url.set(username=name, password=password) if password else url


def _drop(connection: psycopg.Connection[tuple[str, ...]], name: str, *, role: bool) -> None:
    with suppress(psycopg.Error):
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        if role:
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))
