"""What is true of a database session rather than of the data: whether it crosses the network in the clear, and whether
its role could change what it reads. Asked of the server's own catalogues; nothing is changed."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection as Names
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from connectors.base import Condition, Location

_POSTGRES_SESSION = """
SELECT (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()),
       (SELECT encrypted FROM pg_stat_gssapi WHERE pid = pg_backend_pid()),
       host(inet_client_addr()), host(inet_server_addr())
"""
_POSTGRES_SUPERUSER = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
_POSTGRES_WRITABLE = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'f') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
  AND has_schema_privilege(n.oid, 'USAGE')
  AND (has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
       OR has_any_column_privilege(c.oid, 'INSERT, UPDATE'))
"""
_MYSQL_CLIENT = "SELECT host FROM information_schema.processlist WHERE id = connection_id()"
_MYSQL_GRANT = re.compile(r"GRANT (?P<rights>.*) ON (?P<schema>\*|`[^`]*`)\.(?P<table>\*|`[^`]*`) TO ", re.DOTALL)
_MYSQL_CHANGING = re.compile(r"\b(?:ALL PRIVILEGES|INSERT|UPDATE|DELETE|DROP|ALTER)\b")
_SUPERUSER = "superuser"


def tell_encryption(connection: Connection, source: str) -> Iterator[Condition]:
    """Whether a session crosses the network in the clear. May raise what the driver raises."""
    plain = {"postgresql": _is_plain_postgres, "mysql": _is_plain_mysql, "mariadb": _is_plain_mysql}
    test = plain.get(connection.dialect.name)
    if test and test(connection):
        yield Condition(Location(source, ""), "plain-connection")


def tell_rights(connection: Connection, source: str, tables: Names[tuple[str, str]]) -> Iterator[Condition]:
    """Whether the role could change what it reads. ``tables`` are the schema ("" for the default one) and name of what
    is scanned. May raise what the driver raises."""
    rights = {"postgresql": _postgres_rights, "mysql": _mysql_rights, "mariadb": _mysql_rights}
    ask = rights.get(connection.dialect.name)
    if ask and (detail := ask(connection, tables)):
        yield Condition(Location(source, ""), "can-write", detail)


def crosses_network(client: str | None, server: str | None) -> bool:
    """Whether a session leaves the machine, by the addresses that the server sees: none for a Unix socket, the same
    twice or a loopback address where both are one machine. An address that cannot be read is none."""
    try:
        ends = [ipaddress.ip_address(one) for one in (client, server) if one]
    except ValueError:
        return False
    return bool(client) and not any(end.is_loopback for end in ends[:1]) and len(set(ends)) == len(ends)


def _is_plain_postgres(connection: Connection) -> bool:
    for encrypted, wrapped, client, server in _ask(connection, _POSTGRES_SESSION):
        # Without a row of its own (a pooler that hides it) nothing can be told.
        return encrypted is False and wrapped is not True and crosses_network(client, server)
    return False


def _postgres_rights(connection: Connection, tables: Names[tuple[str, str]]) -> str:
    """``superuser``, or the number of scanned tables that the role could change; "" for none."""
    if any(row[0] for row in _ask(connection, _POSTGRES_SUPERUSER)):
        return _SUPERUSER
    default = str(next(iter(_ask(connection, "SELECT current_schema()")), ("",))[0] or "")
    writable = {(str(schema), str(name)) for schema, name in _ask(connection, _POSTGRES_WRITABLE)}
    count = sum((schema or default, name) in writable for schema, name in tables)
    return str(count) if count else ""


def _is_plain_mysql(connection: Connection) -> bool:
    """Whether no cipher is in use (status variable ``Ssl_cipher``) and the client is another machine."""
    ciphers = [row[1] for row in _ask(connection, "SHOW SESSION STATUS LIKE 'Ssl_cipher'")]
    hosts = [str(row[0]) for row in _ask(connection, _MYSQL_CLIENT)]
    # The name of the server as it was given is this machine's own where the client has it too.
    near = ("", "localhost", "127.0.0.1", "::1", connection.engine.url.host)
    remote = any(host and host.rpartition(":")[0] not in near for host in hosts)
    return ciphers == [""] and remote


def _mysql_rights(connection: Connection, tables: Names[tuple[str, str]]) -> str:
    """The number of scanned tables that the role could change, by what was granted to it; "" for none."""
    grants = [match for row in _ask(connection, "SHOW GRANTS") if (match := _MYSQL_GRANT.match(str(row[0])))]
    changing = [match for match in grants if _MYSQL_CHANGING.search(match["rights"])]
    default = connection.engine.url.database or ""
    count = sum(
        any(_covers(one["schema"], schema or default) and _covers(one["table"], name) for one in changing)
        for schema, name in tables
    )
    return str(count) if count else ""


def _covers(pattern: str, name: str) -> bool:
    """Whether a grant on ``*`` or a quoted name, in which ``%`` and ``_`` are wild unless escaped, covers a name."""
    if pattern == "*":
        return True
    parts = re.findall(r"\\.|.", pattern.strip("`"), re.DOTALL)
    wild = {"%": ".*", "_": "."}
    return bool(re.fullmatch("".join(wild.get(part) or re.escape(part[-1]) for part in parts), name, re.DOTALL))


def _ask(connection: Connection, statement: str) -> list[Any]:
    return list(connection.execute(sa.text(statement)).all())
