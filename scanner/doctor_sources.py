"""What ``daicho doctor`` looks at in each source: secret, driver, way there, login, rights, clock; for files, what can
be read. Rows of tables are not read; of files no more than their beginning, by which the form is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from connectors import SCHEMES
from connectors.base import Connector, ConnectorError, Skipped
from connectors.sql import SqlConnector
from connectors.sql_engine import create_engine
from connectors.sql_session import Session
from scanner.config import ConfigError, Source, resolve_url
from scanner.doctor_diagnosis import Diagnosis, Level
from scanner.doctor_machine import find_version
from scanner.plugins import open_connector

MOST_SECONDS = 5.0
"""A clock that differs by more makes it hard to set runs beside the logs of the database."""
_FAILURES = ("unreachable", "login-failed", "permission-denied", "corrupt", "timeout", "missing", "empty")
_NO_FAULT = ("unsupported-format", "empty")
"""Why a file is not scanned although it can be read."""


def examine_source(source: Source, base: Path) -> Iterator[Diagnosis]:
    """All that can be told of a source; ends at the first thing without which the rest cannot be asked."""
    try:
        url = resolve_url(source.url, base)
    except ConfigError as error:
        yield Diagnosis(source.id, "secret", "problem", {"problem": str(error)})
        return
    driver = find_driver(source.id, url)
    if driver:
        yield driver
        if driver.level == "problem":
            return
    try:
        with open_connector(url, source=source.id, include=source.include, exclude=source.exclude) as connector:
            yield from _examine(source, connector)
    except ConnectorError as error:
        yield from _tell_failure(source.id, error, driver is not None)
    except Exception as error:  # noqa: BLE001 - whatever a driver raises, the other sources are looked at
        yield Diagnosis(source.id, "failed", "problem", {"kind": type(error).__name__})


def find_driver(place: str, url: str) -> Diagnosis | None:
    """Whether the driver of a database is there; None for files and plugins, which have none of their own."""
    scheme = url.split("://", 1)[0].lower() if "://" in url else ""
    backend, _, _ = scheme.partition("+")
    if not scheme or SCHEMES.get(backend, ("connectors.files:", ""))[0] != "connectors.sql:SqlConnector":
        return None
    if backend == "sqlite":
        return None
    try:
        engine = create_engine(url)
    except ConnectorError as error:
        extra = SCHEMES[backend][1]
        if error.reason == "unreadable" and "+" not in scheme:
            return Diagnosis(place, "driver-missing", "problem", {"name": backend, "extra": extra})
        if error.reason == "unreadable":
            return Diagnosis(place, "driver-unknown", "problem", {"name": scheme})
        return Diagnosis(place, "url", "problem")
    name = str(engine.dialect.driver)
    engine.dispose()
    return Diagnosis(place, "driver", details={"name": name, "version": find_version(name)})


def _tell_failure(place: str, error: ConnectorError, server: bool) -> Iterator[Diagnosis]:
    if error.reason == "login-failed":
        yield Diagnosis(place, "reachable")
    code = error.reason if error.reason in _FAILURES else "unopened"
    # "missing" of a server is a URL that cannot be used, of files a path that is not there.
    yield Diagnosis(place, "url" if server and code == "missing" else code, "problem")


def _examine(source: Source, connector: Connector) -> Iterator[Diagnosis]:
    if isinstance(connector, SqlConnector):
        session = connector.session()
        yield from tell_session(source, session)
        if session.tables is None:
            yield _count_tables(source.id, connector)
    else:
        yield from _count_files(source.id, connector)


def tell_session(source: Source, session: Session) -> Iterator[Diagnosis]:
    """What a session says, judged."""
    place = source.id
    code = "database-file" if session.product == "SQLite" else "login"
    yield Diagnosis(place, code, details={"product": f"{session.product} {session.version}".strip()})
    if session.rights == "read-only":
        yield Diagnosis(place, "rights")
    elif session.rights == "superuser":
        yield Diagnosis(place, "rights-superuser", "warning")
    elif session.rights:
        yield Diagnosis(place, "rights-write", "warning", {"tables": int(session.rights)})
    if session.replica is not None:
        careless = source.declaration.environment in ("staging", "test", "development")
        level: Level = "ok" if session.replica or careless else "warning"
        yield Diagnosis(place, "replica" if session.replica else "primary", level)
    if session.encrypted is not None:
        code = "encrypted" if session.encrypted else "local" if session.local else "plain"
        yield Diagnosis(place, code, "warning" if code == "plain" else "ok")
    if session.clock is not None:
        late = abs(session.clock) > MOST_SECONDS
        details = {"seconds": f"{session.clock:+.1f}", "zone": session.zone or "?"}
        yield Diagnosis(place, "clock-apart" if late else "clock-database", "warning" if late else "ok", details)
    if session.tables is not None:
        yield _judge_tables(place, session.tables, session.unreadable or 0)


def _judge_tables(place: str, tables: int, unreadable: int) -> Diagnosis:
    if not tables:
        return Diagnosis(place, "tables-none", "problem")
    if unreadable:
        return Diagnosis(place, "tables-unreadable", "problem", {"tables": tables, "unreadable": unreadable})
    return Diagnosis(place, "tables", details={"tables": tables})


def _count_tables(place: str, connector: Connector) -> Diagnosis:
    items = list(connector.outline())
    unreadable = sum(isinstance(item, Skipped) for item in items)
    return _judge_tables(place, len(items), unreadable)


def _count_files(place: str, connector: Connector) -> Iterator[Diagnosis]:
    readable, skipped = 0, Counter[str]()
    for item in connector.collections():
        if isinstance(item, Skipped):
            skipped[item.reason] += 1
        else:
            readable += 1
    yield Diagnosis(place, "files" if readable else "files-none", "ok" if readable else "problem", {"files": readable})
    for reason, count in sorted(skipped.items()):
        code = f"files.{reason}" if reason in ("permission-denied", "unsupported-format", "empty") else "files.other"
        yield Diagnosis(
            place, code, "warning" if reason in _NO_FAULT else "problem", {"files": count, "reason": reason}
        )
