"""The index of persons: for each field with keys of persons the keyed digests of what was in it at the last scan, so
that a lookup knows where to look first. It holds no value and no plain hash, and is of use only with the secret key.

One SQLite file beside the configuration. A source that is scanned again replaces its own part in one transaction.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import pyarrow as pa

from connectors.base import Location
from detectors.key_members import PackedMembers
from detectors.person_keys import ASKED, PERSON_KEYS, Digests, key_values
from scanner.config_text import ConfigError
from scanner.person_fields import PersonField
from scanner.secret_key import load_secret_key

NAME = "persons.index"
_VERSION = "1"
_SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE field (
    source TEXT NOT NULL, collection TEXT NOT NULL, field TEXT NOT NULL, path TEXT, category TEXT NOT NULL,
    read_at TEXT NOT NULL, rows_read INTEGER NOT NULL, whole INTEGER NOT NULL,
    form TEXT, digests BLOB, number INTEGER NOT NULL
);
CREATE INDEX field_source ON field (source);
"""

Certainty = Literal["indexed", "possible", "not-indexed", "absent"]
"""``indexed``: the key was there at the last scan (but for the false positives of a filter); ``possible``: it was not
among what was read, but not every row and value was read; ``not-indexed``: such keys were there, and none was kept;
``absent``: every row and value was read, and it was not there then. Places that were never scanned are in no answer."""


@dataclass(frozen=True, slots=True)
class IndexedPlace:
    """A field that may hold a person: ``asked`` says by which key (``email``, ``name``, ...), ``read_at`` when it was
    last read. ``false_positives`` is the chance that ``indexed`` is said of a key that was not there."""

    location: Location
    category: str
    asked: str
    certainty: Certainty
    read_at: datetime
    rows_read: int
    false_positives: float = 0.0


@dataclass(frozen=True, slots=True)
class PersonIndex:
    """An index that can be read; :func:`open_index` makes sure of it."""

    path: Path
    secret: bytes = dataclass_field(repr=False)


def open_index(folder: Path) -> PersonIndex | None:
    """The index in a folder; None where there is none. ConfigError where it is damaged, open to others, or was made
    under another key."""
    path = folder / NAME
    if not path.exists():
        return None
    index = PersonIndex(path, load_secret_key(folder))
    with _open(path, "ro") as database:
        _check(database, path, index.secret)
    return index


def find_places(index: PersonIndex, keys: Mapping[str, str | Sequence[str]]) -> tuple[IndexedPlace, ...]:
    """Every field of the index that can hold one of the keys, the likely ones first. ``keys`` maps what is looked for
    (``email``, ``phone``, ``name``, ``kana``, ``id``) to its value, or to several; they are made plain here. KeyError
    for another word."""
    digests = {asked: _digests(asked, texts, index.secret) for asked, texts in keys.items()}
    with _open(index.path, "ro") as database:
        _check(database, index.path, index.secret)
        rows = database.execute("SELECT * FROM field")
        places = [place for row in rows for place in _answer(row, digests)]
    order: tuple[Certainty, ...] = ("indexed", "possible", "not-indexed", "absent")
    return tuple(sorted(places, key=lambda one: (order.index(one.certainty), one.location, one.category, one.asked)))


def _digests(asked: str, texts: str | Sequence[str], secret: bytes) -> dict[str, Digests]:
    """The digests of a key for each category in which it may stand."""
    array = pa.array([texts] if isinstance(texts, str) else list(texts), pa.string())
    return {category: key_values(category, array, secret) for category in ASKED[asked]}


def _answer(row: tuple[object, ...], digests: Mapping[str, Mapping[str, Digests]]) -> Iterator[IndexedPlace]:
    source, collection, field, path, category, read_at, rows_read, whole, form, data, number = row
    location = Location(str(source), str(collection), str(field), None if path is None else str(path))
    members = None
    if isinstance(data, bytes):
        members = PackedMembers("exact" if form == "exact" else "bloom", data, _whole_number(number))
    for asked, by_category in digests.items():
        wanted = by_category.get(str(category))
        if wanted is None or not len(wanted):
            continue
        certainty: Certainty = "not-indexed"
        if members is not None:
            certainty = "indexed" if members.contains(wanted).any() else "absent" if whole else "possible"
        yield IndexedPlace(
            location,
            str(category),
            asked,
            certainty,
            datetime.fromisoformat(str(read_at)),
            _whole_number(rows_read),
            members.false_positives if members is not None else 0.0,
        )


def _whole_number(value: object) -> int:
    return value if isinstance(value, int) else 0


class IndexKeeper:
    """Writes what a run learns into the index of a folder, source by source. Trouble with the file never ends a run:
    ``trouble`` is the line to tell."""

    def __init__(self, folder: Path, read_at: Callable[[], datetime] = lambda: datetime.now().astimezone()) -> None:
        self.secret = load_secret_key(folder)
        self.trouble = ""
        self._path = folder / NAME
        self._read_at = read_at

    def keep(self, source: str, fields: Sequence[PersonField]) -> None:
        """Put these fields in the place of all that was known of their source."""
        try:
            _make(self._path, self.secret)
            with _open(self._path, "rw") as database:
                _check(database, self._path, self.secret)
                self._write(database, source, fields)
        except ConfigError as error:
            self.trouble = str(error)
        except (OSError, sqlite3.Error) as error:
            problem = f"cannot be written ({type(error).__name__})"
            self.trouble = f"{self._path}: {problem}; check space and rights, and scan again"

    def _write(self, database: sqlite3.Connection, source: str, fields: Sequence[PersonField]) -> None:
        read_at = self._read_at().isoformat(timespec="seconds")
        database.execute("BEGIN IMMEDIATE")
        database.execute("DELETE FROM field WHERE source = ?", (source,))
        database.executemany(
            "INSERT INTO field VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    *(source, field.location.collection, field.location.field, field.location.path, field.category),
                    *(read_at, field.rows_read, field.whole),
                    *((kept.form, kept.data, kept.values) if kept else (None, None, 0)),
                )
                for field in fields
                for kept in [field.members if PERSON_KEYS[field.category].stored else None]
            ),
        )
        database.execute("COMMIT")


def _fingerprint(secret: bytes) -> str:
    """What tells whether an index was made under a key, and nothing else of the key."""
    return blake2b(b"index", digest_size=16, key=secret, person=b"daicho-index").hexdigest()


@contextmanager
def _open(path: Path, mode: Literal["ro", "rw"]) -> Iterator[sqlite3.Connection]:
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ConfigError(f"{path}: others may read this index; run: chmod 600 {path}")
    url = f"file:{quote(str(path.absolute()))}?mode={mode}"
    database = sqlite3.connect(url, uri=True, timeout=30, isolation_level=None)
    try:
        if mode == "rw":
            database.execute("PRAGMA secure_delete = ON")
        yield database
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and mode == "rw":
            raise
        raise ConfigError(f"{path}: is damaged; remove it and scan again") from None
    finally:
        database.close()


def _check(database: sqlite3.Connection, path: Path, secret: bytes) -> None:
    about = dict(database.execute("SELECT name, value FROM about"))
    if about.get("version") != _VERSION:
        raise ConfigError(f"{path}: was written by another version of daicho; remove it and scan again")
    if about.get("key") != _fingerprint(secret):
        raise ConfigError(f"{path}: was made under another key than the one beside it; remove it and scan again")


def _make(path: Path, secret: bytes) -> None:
    """Make an empty index, whole from its first moment, where there is none."""
    if path.exists():
        return
    fresh = path.with_name(f"{NAME}.{secrets.token_hex(8)}")
    os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with _open(fresh, "rw") as database:
            database.executescript(_SCHEMA)
            about = [("version", _VERSION), ("key", _fingerprint(secret))]
            database.executemany("INSERT INTO about VALUES (?, ?)", about)
        os.link(fresh, path)
    except FileExistsError:
        return
    finally:
        fresh.unlink(missing_ok=True)
