"""What a database server says of a session: product, rights, primary or replica, clock, encryption. Asked of its own
catalogues and settings; no row of a user's table is read, and nothing is changed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from connectors.sql_conditions import tell_encryption, tell_rights
from connectors.sql_engine import begin_read_only
from connectors.sql_errors import read_errors

_T = TypeVar("_T")

_POSTGRES_TABLES = """
SELECT n.nspname, c.relname,
       has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AND NOT row_security_active(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
"""
_POSTGRES_ENCRYPTED = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
_MYSQL_TABLES = """
SELECT table_schema, table_name, 1 FROM information_schema.tables
WHERE table_schema NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')
"""


@dataclass(frozen=True, slots=True)
class Session:
    """A session with a database. None where the server does not say. ``rights`` is ``read-only``, ``superuser``, or the
    number of tables that the role could change; ``replica`` whether the server only follows another; ``clock`` how many
    seconds its clock is ahead of this machine's; ``zone`` its time zone; ``encrypted`` whether the connection is, and
    ``local`` whether it never leaves the machine; ``unreadable`` how many of its ``tables`` the role may not read."""

    product: str
    version: str = ""
    rights: str | None = None
    replica: bool | None = None
    clock: float | None = None
    zone: str = ""
    encrypted: bool | None = None
    local: bool = False
    tables: int | None = None
    unreadable: int | None = None


def describe_session(engine: Engine, wanted: Callable[[str], bool]) -> Session:
    """Ask a server about a session; only tables whose name is ``wanted`` count. What it does not tell is left out."""
    dialect = engine.dialect.name
    if dialect == "sqlite":
        version = ".".join(str(part) for part in engine.dialect.dbapi.sqlite_version_info)  # type: ignore[union-attr]
        return Session("SQLite", version, "read-only", encrypted=None, local=True)
    ask = partial(_ask, engine)
    default = engine.dialect.default_schema_name
    listed = ask(partial(_list_tables, dialect=dialect)) or []
    tables = [one for one in listed if wanted(one[1] if one[0] == default else f"{one[0]}.{one[1]}")]
    plain = ask(lambda connection: bool(list(tell_encryption(connection, ""))))
    encrypted = ask(partial(_is_encrypted, dialect=dialect))
    known = dialect in ("postgresql", "mysql", "mariadb")
    return Session(
        {"postgresql": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB"}.get(dialect, dialect),
        ".".join(str(part) for part in ask(lambda connection: connection.dialect.server_version_info) or ()),
        ask(partial(_rights, tables=[(schema, name) for schema, name, _ in tables])) if known else None,
        ask(partial(_is_replica, dialect=dialect)),
        ask(partial(_clock_difference, dialect=dialect)),
        ask(partial(_time_zone, dialect=dialect)) or "",
        encrypted,
        encrypted is False and plain is False,
        len(tables) if known else None,
        sum(not readable for _, _, readable in tables) if known else None,
    )


def _ask(engine: Engine, question: Callable[[Connection], _T]) -> _T | None:
    """The answer in a read-only transaction of its own, so that a question which is refused spoils no other."""
    try:
        with engine.connect() as connection:
            begin_read_only(connection)
            return question(connection)
    except read_errors(engine):
        return None


def _rows(connection: Connection, statement: str) -> list[Any]:
    return list(connection.execute(sa.text(statement)).all())


def _list_tables(connection: Connection, dialect: str) -> list[tuple[str, str, bool]]:
    statement = {"postgresql": _POSTGRES_TABLES, "mysql": _MYSQL_TABLES, "mariadb": _MYSQL_TABLES}.get(dialect)
    rows = _rows(connection, statement) if statement else []
    return [(str(schema), str(name), bool(readable)) for schema, name, readable in rows]


def _rights(connection: Connection, tables: list[tuple[str, str]]) -> str:
    told = next(iter(tell_rights(connection, "", tables)), None)
    return told.detail if told else "read-only"


def _is_replica(connection: Connection, dialect: str) -> bool | None:
    if dialect == "postgresql":
        return bool(_rows(connection, "SELECT pg_is_in_recovery()")[0][0])
    if dialect in ("mysql", "mariadb"):
        # A replica is set to read_only so that only replication writes; a server that takes writes is taken as primary.
        return bool(int(_rows(connection, "SELECT @@GLOBAL.read_only")[0][0]))
    return None


def _clock_difference(connection: Connection, dialect: str) -> float | None:
    clocks = {"postgresql": "extract(epoch FROM clock_timestamp())"}
    clocks |= dict.fromkeys(("mysql", "mariadb"), "UNIX_TIMESTAMP(SYSDATE(6))")
    if dialect not in clocks:
        return None
    before = time.time()
    there = float(_rows(connection, f"SELECT {clocks[dialect]}")[0][0])
    # What was read while the question was on its way is taken at the middle of it.
    return there - (before + time.time()) / 2


def _time_zone(connection: Connection, dialect: str) -> str:
    if dialect == "postgresql":
        return str(_rows(connection, "SHOW timezone")[0][0])
    if dialect in ("mysql", "mariadb"):
        zone, system = _rows(connection, "SELECT @@time_zone, @@system_time_zone")[0]
        return str(system if zone == "SYSTEM" else zone)
    return ""


def _is_encrypted(connection: Connection, dialect: str) -> bool | None:
    if dialect == "postgresql":
        return next((bool(row[0]) for row in _rows(connection, _POSTGRES_ENCRYPTED)), None)
    if dialect in ("mysql", "mariadb"):
        ciphers = [str(row[1]) for row in _rows(connection, "SHOW SESSION STATUS LIKE 'Ssl_cipher'")]
        return bool(ciphers and ciphers[0])
    return None
