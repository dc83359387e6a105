"""SQLite files among other files: their tables as collections called ``file.db!Table``."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from connectors.base import Batch, Collection, Connector, ConnectorError, Location, Skipped

# Loaded when a database file turns up: SQLAlchemy is heavy.
_CONNECTOR = ("connectors.sql", "SqlConnector")
_COMPANIONS = ("-wal", "-shm", "-journal")


def is_companion(path: Path) -> bool:
    """Whether SQLite keeps this file beside a database and reads it as part of that."""
    return any(
        path.name.endswith(ending) and path.with_name(path.name.removesuffix(ending)).is_file()
        for ending in _COMPANIONS
    )


class DatabaseFiles:
    """The SQLite files of one source. Each is opened when first needed, and stays open until ``close``."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._open: dict[Path, tuple[Connector, dict[str, Collection]]] = {}

    def close(self) -> None:
        """Close all files."""
        for connector, _ in self._open.values():
            connector.close()
        self._open.clear()

    def collections(self, name: str, path: Path) -> Iterator[Collection | Skipped]:
        """The tables of one file, or why there are none."""
        try:
            for item in self._connect(path):
                if isinstance(item, Skipped):
                    yield replace(item, location=_inside(name, item.location))
                else:
                    yield replace(item, name=f"{name}!{item.name}")
        except ConnectorError as error:
            yield self._closed(name, error)

    def read(self, name: str, path: Path, table: str) -> Iterator[Batch | Skipped]:
        """The rows of one table."""
        try:
            if path not in self._open:
                list(self._connect(path))
            connector, tables = self._open[path]
            if table not in tables:
                raise ConnectorError("This table is no longer there", reason="missing", hint="Scan again")
            for item in connector.read(tables[table]):
                yield replace(item, location=_inside(name, item.location))
        except ConnectorError as error:
            yield self._closed(f"{name}!{table}", error)

    def _connect(self, path: Path) -> Iterator[Collection | Skipped]:
        """Open a file (once) and list it. Raises ConnectorError."""
        if path not in self._open:
            module, attribute = _CONNECTOR
            connector: Connector = getattr(importlib.import_module(module), attribute)(
                f"sqlite:///{path.absolute()}", source=self._source
            )
            self._open[path] = (connector, {})
        connector, tables = self._open[path]
        for item in connector.collections():
            if isinstance(item, Collection):
                tables[item.name] = item
            yield item

    def _closed(self, name: str, error: ConnectorError) -> Skipped:
        return Skipped(Location(self._source, name), error.reason, error.problem, error.hint)


def _inside(name: str, location: Location) -> Location:
    return replace(location, collection=f"{name}!{location.collection}")
