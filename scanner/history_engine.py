"""Opens the history: a SQLite file of its own, or tables in a PostgreSQL database."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from scanner.config_text import ConfigError

BUSY_SECONDS = 30
"""So long a run waits until another has stored its own."""

_LOCK = 0x6461_6963_686F
_FULL = "is full"
_BUSY = ("locked", "busy")


class HistoryError(Exception):
    """A history that cannot be used now; the message says what to do. No run is lost by it: reports are written."""


class HistoryVersionError(ConfigError):
    """A history that this version of Daicho must not touch."""


@dataclass(frozen=True, slots=True)
class HistoryPlace:
    """Where a history is: a file, or the URL of a PostgreSQL database (never shown)."""

    path: Path | None = None
    url: str = ""

    def __str__(self) -> str:
        return str(self.path) if self.path else "the history database"


def make_engine(place: HistoryPlace) -> Engine:
    """An engine for a place; nothing is opened yet. ConfigError where the URL is none of PostgreSQL."""
    if place.path is not None:
        return _make_file_engine(place.path)
    try:
        url = make_url(place.url)
        if url.get_backend_name() not in ("postgresql", "postgres"):
            raise ConfigError(
                "a history is a file or a PostgreSQL database; write its path, or postgresql://user@host/db"
            )
        return sa.create_engine(
            url.set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 15, "application_name": "daicho"},
        )
    except ModuleNotFoundError:
        raise ConfigError("the driver for PostgreSQL is missing; run: pip install 'daicho[postgres]'") from None
    except (SQLAlchemyError, ValueError):
        raise ConfigError(
            "the URL of the history cannot be read; write it as postgresql://user@host/database"
        ) from None


def _make_file_engine(path: Path) -> Engine:
    engine = sa.create_engine(f"sqlite:///{path}", hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        # Transactions are begun below, so that a writer has its lock before it reads.
        connection.isolation_level = None
        # Before the first table, or it has no effect; what is pruned is overwritten and given back.
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA foreign_keys = ON")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("daicho_writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def create_file(path: Path) -> None:
    """Make the file, for its owner alone, where there is none; SQLite gives the files beside it the same rights.
    HistoryError where it cannot be made."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
    except OSError as error:
        raise HistoryError(f"{path}: cannot be opened ({error.strerror}); check its folder and rights") from None


@contextmanager
def writing(engine: Engine, place: HistoryPlace) -> Iterator[Connection]:
    """A transaction that no other writer is in; all of it is stored, or nothing. HistoryError where it cannot be."""
    options = {"daicho_writing": True}
    with telling_trouble(place), engine.connect().execution_options(**options) as connection, connection.begin():
        if place.path is None:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield connection


@contextmanager
def reading(engine: Engine, place: HistoryPlace) -> Iterator[Connection]:
    """A transaction that only reads and sees one state of the history."""
    with telling_trouble(place), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def telling_trouble(place: HistoryPlace) -> Iterator[None]:
    """Turns what databases raise into a :class:`HistoryError` that quotes nothing of theirs."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise HistoryError(f"{place}: {_explain(error, place)}") from None


def _explain(error: Exception, place: HistoryPlace) -> str:
    said = str(getattr(error, "orig", None) or error).lower()
    if place.path is None:
        kind = type(getattr(error, "orig", None) or error).__name__
        return f"cannot be reached or written ({kind}); check that the server runs and the user may make tables"
    if _FULL in said:
        return "the disk is full; free some space"
    if any(word in said for word in _BUSY):
        return f"another run has been writing for over {BUSY_SECONDS} seconds; try again"
    if "readonly" in said or "unable to open" in said:
        return "cannot be written; check its rights and those of its folder"
    if "not a database" in said or "malformed" in said or "corrupt" in said:
        return "is damaged; daicho history check says more; put a copy back, or move it away and a new one is begun"
    return f"cannot be used ({type(error).__name__}); daicho history check says more"
