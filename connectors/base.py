"""The types that connectors produce, and the promise a connector makes.

Values of people live in a :class:`Batch` and in no other type of this project.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:
    import pyarrow as pa

CollectionKind = Literal[
    "table", "view", "records", "text", "log", "access-log", "mailbox", "cookies", "crash", "media"
]
"""What a collection is. ``table``/``view``: a database; ``records``: a file with named fields (CSV, JSON
lines, a sheet); ``text`` and ``log``: lines, one field named ""; ``access-log``: a web log split into its
named parts; ``mailbox``: messages; ``cookies``: a cookie jar; ``crash``: a crash report or memory dump; ``media``: a
picture, video or sound recording, of which the fields are what the file says about itself."""

FieldType = Literal[
    "text", "integer", "number", "boolean", "date", "datetime", "time", "json", "uuid", "network", "binary"
]

SkipReason = Literal[
    "missing",
    "empty",
    "permission-denied",
    "unreachable",
    "login-failed",
    "corrupt",
    "unsupported-format",
    "binary-field",
    "encoding",
    "timeout",
    "failed-midway",
    "unreadable",
]


class ConnectorError(Exception):
    """A source that cannot be opened at all.

    ``reason`` is the machine-readable code, ``problem`` one line without any value of the data and without
    a password, ``hint`` what to do next.
    """

    def __init__(self, problem: str, *, reason: SkipReason = "unreadable", hint: str = "") -> None:
        super().__init__(f"{problem}. {hint}" if hint else problem)
        self.problem = problem
        self.reason: SkipReason = reason
        self.hint = hint


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place: source / collection / field, and a path inside the field where the field is nested."""

    source: str
    collection: str
    field: str = ""
    path: str | None = None

    def __str__(self) -> str:
        return "/".join(part for part in (self.source, self.collection, self.field, self.path) if part)


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a collection: its name, the kind of value the store says it holds, the store's own
    name for that type (``VARCHAR(40)``), and the comment that the schema gives. ``path`` is set for what was found
    inside the values of a column: ``user.email`` in a column of JSON texts."""

    name: str
    type: FieldType = "text"
    declared: str = ""
    comment: str = ""
    path: str = ""

    @property
    def label(self) -> str:
        """The name that tells what the field holds: its path inside the column, else the column's own name."""
        return self.path or self.name


@dataclass(frozen=True, slots=True)
class Collection:
    """A table, view, file, log or mailbox that can be read.

    ``rows`` is the number of rows where the store knows it exactly, else None. ``size`` is in bytes where
    the store knows it. ``form`` says how a file is read (``csv``, ``jsonl``, ``text``, ``combined``, ...).
    """

    name: str
    kind: CollectionKind
    rows: int | None = None
    size: int | None = None
    form: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A place that could not be read, or not read to its end. It flows beside the data and reaches every
    report: what was not read is never clean.

    ``partial`` is true when part of the place was read before the trouble (or beside it, for one field).
    ``problem`` and ``hint`` are English sentences without any value of the data.
    """

    location: Location
    reason: SkipReason
    problem: str
    hint: str = ""
    partial: bool = False


ConditionKind = Literal[
    "world-readable",
    "group-readable",
    "plain-connection",
    "unencrypted-file",
    "weak-encryption",
    "temporary-place",
    "backup-place",
    "export-place",
    "portable-place",
    "served-place",
    "can-write",
    "third-party-service",
]


@dataclass(frozen=True, slots=True, order=True)
class Condition:
    """What is true of a place rather than of what it holds: who may read the file, whether the connection is
    encrypted, that it lies in a folder for backups. ``location`` is a collection, or a whole source (collection "");
    ``detail`` a code or number that makes it plain (``0644``), never a host or a user."""

    location: Location
    kind: ConditionKind
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """A run of rows of one collection.

    ``columns`` are Arrow ``string`` arrays of equal length, one for each of ``fields``; null where the store
    has no value. Whatever the store's type, a value stands here as text in its plainest exact form (all
    digits of an integer, ISO 8601 for dates, JSON for nested values). ``first_row`` is the number of the
    first row or line, from 1; ``row_step`` the distance between rows where a sample was drawn; ``bytes_read``
    what was read from the store for this batch; ``sampled`` says that the store has drawn the sample already.
    """

    location: Location
    fields: tuple[Field, ...]
    columns: tuple[pa.Array, ...]
    first_row: int
    rows: int
    bytes_read: int = 0
    row_step: int = 1
    sampled: bool = False


class Connector(ABC):
    """Lists the collections of one source and reads them, changing nothing.

    Opened by ``scanner.plugins.open_connector`` with the URL and used in a ``with`` block. ``open`` errors
    raise :class:`ConnectorError`; trouble with one collection is a :class:`Skipped` in the stream.
    """

    source: str

    @abstractmethod
    def collections(self) -> Iterator[Collection | Skipped]:
        """Every collection of the source, in a stable order, and every place that cannot be read."""

    @abstractmethod
    def read(self, collection: Collection, *, sample: int | None = None) -> Iterator[Batch | Skipped]:
        """The rows of one collection in order; with ``sample``, about that many, spread fairly over the
        whole collection where the store can do so (the caller thins what comes in addition)."""

    def outline(self) -> Iterator[tuple[Collection, tuple[Field, ...]] | Skipped]:
        """Every collection with the fields that its store declares, from metadata alone: nothing is read or counted.
        Where names of fields stand in the data itself (files), there are none."""
        for one in self.collections():
            yield one if isinstance(one, Skipped) else (one, ())

    def conditions(self, collection: Collection | None = None) -> Iterator[Condition]:
        """What is true of the source as a whole (None) or of one collection, from metadata alone. Connectors that
        can tell say so here; asked after ``collections``, and never an error: what cannot be told is left out."""
        return iter(())

    def close(self) -> None:
        """Give back what is held open."""
        return

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
