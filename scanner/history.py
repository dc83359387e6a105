"""The history of runs: what each found, and what became of it. Nothing in it is a value of the data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.engine import Connection, Engine

from scanner.history_engine import HistoryPlace, create_file, make_engine, reading, writing
from scanner.history_schema import bring_up
from scanner.secret_key import FOLDER, make_state_folder


@dataclass(frozen=True, slots=True)
class History:
    """An open history. ``series`` is the name under which its runs continue each other (empty in a file)."""

    engine: Engine
    place: HistoryPlace
    series: str = ""

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that sees one state of the history."""
        return reading(self.engine, self.place)

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that no other writer is in."""
        return writing(self.engine, self.place)


@contextmanager
def open_history(place: HistoryPlace, series: str = "") -> Iterator[History]:
    """Open a history, make it where there is none, and bring it to the schema of this version.

    Raises :class:`scanner.history_engine.HistoryError` where it cannot be used now (damaged, no rights, not reached)
    and ConfigError where it never can (a URL of something else, written by a later version).
    """
    if place.path is not None:
        if place.path.parent.name == FOLDER:
            make_state_folder(place.path.parent)
        create_file(place.path)
    engine = make_engine(place)
    try:
        bring_up(engine, place)
        yield History(engine, place, series)
    finally:
        engine.dispose()


def write_moment(moment: datetime) -> str:
    """A moment as the tables hold it: UTC, so that texts sort as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read_moment(text: str) -> datetime:
    """A moment of the tables, in the zone of this machine."""
    return datetime.fromisoformat(text).astimezone()
