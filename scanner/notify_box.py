"""The outbox of alerts: what waits to be delivered, what was, and what everybody has been told already.

A SQLite file of its own beside the configuration, not a part of the history: that a run failed, or that the history
cannot be reached, has to be told as well. It holds codes, numbers, names of places and fingerprints, no values and no
addresses of targets.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

from scanner.config_text import ConfigError
from scanner.notify_alert import Alert, read_alert, write_alert
from scanner.secret_key import make_state_folder

NAME = "alerts.db"
_SCHEMA = 1
_LEASE_SECONDS = 180
_PAUSES_SECONDS = (300, 1_800, 7_200, 21_600)
"""How long to wait before the next try, after the first, second, … delivery that failed."""
_GIVE_UP_SECONDS = 7 * 86_400
_KEEP_SECONDS = 90 * 86_400
_TABLES = """
CREATE TABLE message (
    id TEXT PRIMARY KEY, target TEXT NOT NULL, event TEXT NOT NULL, body TEXT NOT NULL, created INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting', tries INTEGER NOT NULL DEFAULT 0, next_try INTEGER NOT NULL DEFAULT 0,
    claimed_until INTEGER NOT NULL DEFAULT 0, problem TEXT NOT NULL DEFAULT '', ended INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX message_state ON message (state, target, created);
CREATE TABLE finding (fingerprint TEXT PRIMARY KEY, severity TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE mark (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE tally (at INTEGER NOT NULL, counts TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Message:
    """An alert in the outbox. ``state`` is ``waiting``, ``sent`` or ``given-up``; ``problem`` is the code of why the
    last try failed. Times are seconds since 1970."""

    alert: Alert
    target: str
    event: str
    created: int
    state: str
    tries: int
    problem: str
    ended: int


class Box:
    """An open outbox. Several processes and threads may hold the same one."""

    def __init__(self, path: Path | None) -> None:
        self._lock = RLock()
        self._depth = 0
        if path is not None:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        self._db = sqlite3.connect(path or ":memory:", timeout=15, isolation_level=None, check_same_thread=False)
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._prepare(path)
        except BaseException:
            self._db.close()
            raise

    def _prepare(self, path: Path | None) -> None:
        with self.transaction():
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version > _SCHEMA:
                raise ConfigError(f"{path}: was written by a later version of Daicho; install that one")
            if version == 0:
                for statement in filter(str.strip, _TABLES.split(";")):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {_SCHEMA}")

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that happens inside is kept, or nothing of it."""
        with self._lock:
            if self._depth:
                yield
                return
            self._depth = 1
            try:
                self._db.execute("BEGIN IMMEDIATE")
                try:
                    yield
                except BaseException:
                    self._db.execute("ROLLBACK")
                    raise
                self._db.execute("COMMIT")
            finally:
                self._depth = 0

    def marks(self, prefix: str) -> dict[str, str]:
        """What was noted under keys that begin so, by the rest of the key."""
        rows = self._db.execute("SELECT key, value FROM mark WHERE substr(key, 1, ?) = ?", (len(prefix), prefix))
        return {key[len(prefix) :]: value for key, value in rows}

    def mark(self, key: str) -> str | None:
        """What was noted under a key."""
        row = self._db.execute("SELECT value FROM mark WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def note(self, key: str, value: str) -> None:
        """Note something under a key."""
        with self.transaction():
            self._db.execute("INSERT OR REPLACE INTO mark VALUES (?, ?)", (key, value))

    def forget(self, key: str) -> None:
        """Drop what was noted under a key."""
        with self.transaction():
            self._db.execute("DELETE FROM mark WHERE key = ?", (key,))

    def findings(self) -> dict[str, str]:
        """The severity of every finding that is known to be open, by fingerprint."""
        return dict(self._db.execute("SELECT fingerprint, severity FROM finding"))

    def keep_findings(self, severities: Mapping[str, str], closed: Iterable[str]) -> None:
        """Remember open findings and drop those that closed."""
        with self.transaction():
            self._db.executemany("DELETE FROM finding WHERE fingerprint = ?", ((one,) for one in closed))
            self._db.executemany("INSERT OR REPLACE INTO finding VALUES (?, ?)", severities.items())

    def add_tally(self, at: int, counts: Mapping[str, int]) -> None:
        """Keep the numbers of one run, for digests."""
        with self.transaction():
            self._db.execute("INSERT INTO tally VALUES (?, ?)", (at, json.dumps(counts)))
            self._db.execute("DELETE FROM tally WHERE at < ?", (at - _KEEP_SECONDS,))

    def tallies(self, since: int) -> list[dict[str, int]]:
        """The numbers of every run from a time on, oldest first."""
        rows = self._db.execute("SELECT counts FROM tally WHERE at >= ? ORDER BY at, rowid", (since,))
        return [json.loads(counts) for (counts,) in rows]

    def queue(self, target: str, alert: Alert) -> None:
        """Put an alert into the outbox."""
        created = int(alert.at.timestamp())
        row = (alert.id, target, alert.event, write_alert(alert), created)
        with self.transaction():
            self._db.execute("INSERT INTO message (id, target, event, body, created) VALUES (?, ?, ?, ?, ?)", row)
            self._db.execute("DELETE FROM message WHERE state != 'waiting' AND ended < ?", (created - _KEEP_SECONDS,))

    def record(self, target: str, alert: Alert, problem: str, tries: int) -> None:
        """Note an alert that is not tried again, and how it ended."""
        with self.transaction():
            self.queue(target, alert)
            ended, state = int(alert.at.timestamp()), "given-up" if problem else "sent"
            self._db.execute(
                "UPDATE message SET state = ?, tries = ?, problem = ?, ended = ? WHERE id = ?",
                (state, tries, problem, ended, alert.id),
            )

    def claim(self, target: str, now: int, *, force: bool = False, seen: Iterable[str] = ()) -> Message | None:
        """The oldest alert for a target that is due, for this process alone for three minutes. ``force``: due or not;
        ``seen`` are ids that are not wanted again. A clock that went back holds nothing up."""
        passed = tuple(seen)
        with self.transaction():
            rows = self._db.execute(
                f"{_SELECT} WHERE state = 'waiting' AND target = ? AND (? OR next_try <= ? OR next_try > ?)"
                " AND (claimed_until <= ? OR claimed_until > ?) ORDER BY created, rowid",
                (target, force, now, now + _PAUSES_SECONDS[-1], now, now + _LEASE_SECONDS),
            )
            row = next((one for one in rows if one[0] not in passed), None)
            if row is None:
                return None
            self._db.execute("UPDATE message SET claimed_until = ? WHERE id = ?", (now + _LEASE_SECONDS, row[0]))
        return _message(row)

    def settle(self, message: Message, problem: str, tries: int, now: int) -> None:
        """Note how a delivery ended: ``problem`` is empty where it was taken. What failed for a week is given up."""
        total = message.tries + tries
        if not problem:
            values = ("sent", total, 0, "", now)
        elif now - message.created > _GIVE_UP_SECONDS:
            values = ("given-up", total, 0, problem, now)
        else:
            rounds = min(message.tries // max(tries, 1), len(_PAUSES_SECONDS) - 1)
            values = ("waiting", total, now + _PAUSES_SECONDS[rounds], problem, 0)
        with self.transaction():
            self._db.execute(
                "UPDATE message SET state = ?, tries = ?, next_try = ?, problem = ?, ended = ?, claimed_until = 0"
                " WHERE id = ?",
                (*values, message.alert.id),
            )

    def messages(self, limit: int = 1_000, *, undelivered: bool = False) -> list[Message]:
        """The alerts in the outbox, newest first."""
        where = " WHERE state != 'sent'" if undelivered else ""
        rows = self._db.execute(f"{_SELECT}{where} ORDER BY created DESC, rowid DESC LIMIT ?", (limit,))
        return [_message(row) for row in rows]


_SELECT = "SELECT id, target, event, body, created, state, tries, problem, ended FROM message"


def _message(row: tuple[str, str, str, str, int, str, int, str, int]) -> Message:
    _, target, event, body, created, state, tries, problem, ended = row
    return Message(read_alert(body), target, event, created, state, tries, problem, ended)


def open_box(folder: Path) -> tuple[Box, str]:
    """The outbox of a state folder, made where there is none, and what went wrong (empty: nothing). A damaged one is
    put aside; where none can be written, one in memory serves this process, so that alerts still go out once."""
    path = folder / NAME
    try:
        make_state_folder(folder)
        return Box(path), ""
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return _begin_anew(path)
        problem = f"{path}: alerts cannot be kept ({error.sqlite_errorname}); free the disk, or check who holds it"
    except ConfigError as error:
        problem = str(error)
    except OSError as error:
        problem = f"{path}: alerts cannot be kept ({error.strerror}); free the disk, or check its rights"
    return Box(None), problem


def count_undelivered(folder: Path) -> int:
    """How many alerts of a state folder wait after a try that failed; none where there is no outbox, or where it cannot
    be read, of which ``daicho notify list`` tells."""
    if not (folder / NAME).is_file():
        return 0
    box, _ = open_box(folder)
    try:
        return sum(bool(one.problem) and one.state == "waiting" for one in box.messages(undelivered=True))
    finally:
        box.close()


def _begin_anew(path: Path) -> tuple[Box, str]:
    aside = path.with_name(f"{path.name}.damaged-{int(time.time())}")
    try:
        for end in ("", "-wal", "-shm"):
            if path.with_name(path.name + end).exists():
                path.with_name(path.name + end).replace(aside.with_name(aside.name + end))
        return Box(path), f"{path}: is damaged; it was put aside as {aside.name}, and alerts in it were not delivered"
    except (OSError, sqlite3.DatabaseError):
        return Box(None), f"{path}: is damaged and cannot be put aside; remove it"
