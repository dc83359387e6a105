"""What the tests of the file readers share: reading a place to its end, and finding the real data."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from connectors.base import Batch, Collection, Skipped
from connectors.files import FileConnector

SAMPLES = Path(__file__).parent / "data" / "files"


@dataclass
class Reading:
    """All that came out of one place: its collections, the rows of each (cells without nulls), and the skips."""

    collections: dict[str, Collection] = field(default_factory=dict)
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    fields: dict[str, list[str]] = field(default_factory=dict)
    batches: dict[str, list[Batch]] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def only(self) -> list[dict[str, str]]:
        (rows,) = self.rows.values()
        return rows

    def skips(self) -> list[tuple[str, str, bool]]:
        return [(skip.location.collection, skip.reason, skip.partial) for skip in self.skipped]


def read_place(place: Path | str, **options: Any) -> Reading:
    """Everything in one place, with the promises that hold for every batch checked on the way."""
    reading = Reading()
    with FileConnector(str(place), source="files", **options) as connector:
        for item in connector.collections():
            if isinstance(item, Skipped):
                reading.skipped.append(item)
            else:
                reading.collections[item.name] = item
                _read_collection(connector, item, reading)
    return reading


def _read_collection(connector: FileConnector, collection: Collection, reading: Reading) -> None:
    rows: list[dict[str, str]] = []
    names: dict[str, None] = {}
    for item in connector.read(collection):
        if isinstance(item, Skipped):
            reading.skipped.append(item)
            continue
        assert item.location.source == "files"
        assert item.location.collection == collection.name
        if item.first_row == len(rows) and item.rows == 1:  # a further piece of a long row
            for part, column in zip(item.fields, item.columns, strict=True):
                if piece := column[0].as_py():
                    rows[-1][part.name] = rows[-1].get(part.name, "") + piece
            continue
        assert item.first_row == len(rows) + 1
        assert item.rows <= 16_384
        assert len(item.fields) == len(item.columns)
        assert all(len(column) == item.rows and str(column.type) == "string" for column in item.columns)
        for column in item.columns:
            column.validate(full=True)
        reading.batches.setdefault(collection.name, []).append(item)
        names.update(dict.fromkeys(part.name for part in item.fields))
        cells = [column.to_pylist() for column in item.columns]
        for at in range(item.rows):
            row = zip(item.fields, cells, strict=True)
            rows.append({part.name: column[at] for part, column in row if column[at] is not None})
    reading.rows[collection.name] = rows
    reading.fields[collection.name] = list(names)


def write(folder: Path, name: str, content: bytes | str) -> Path:
    """A file with this content, UTF-8 if it is text."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def real_data(name: str) -> Path:
    """A folder of real data beside the repository; the test is skipped where it is not there."""
    path = Path(__file__).parents[2] / "shared" / "data" / name
    if not path.exists():
        pytest.skip("needs ../shared/data")
    return path
