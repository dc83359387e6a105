"""Every place of every sighting, kept on disk while a scan runs (``--positions all``)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from typing import IO

import numpy as np

from connectors.base import Field, Location
from detectors.inspection import PositionSink
from detectors.text import Ints
from reports.base import Entry

_RECORD = np.dtype([("key", "<u4"), ("row", "<i8"), ("start", "<i4"), ("end", "<i4")])


class SpoolError(Exception):
    """The temporary file cannot be written."""


class PositionSpool:
    """Numbers only (field, row, start, end), in an unnamed temporary file that vanishes with the process."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the spool
        self._keys: dict[tuple[Location, str], int] = {}
        self._moved: dict[Location, Location] = {}
        self._size = 0

    def sink(self, source: str, collection: str) -> PositionSink:
        """A receiver for the sightings of one collection."""

        def receive(field: Field, category: str, rows: Ints, starts: Ints, ends: Ints) -> None:
            place = Location(source, collection, field.name, field.path or None)
            key = self._keys.setdefault((place, category), len(self._keys))
            records = np.empty(len(rows), dtype=_RECORD)
            records["key"], records["row"], records["start"], records["end"] = key, rows, starts, ends
            try:
                self._file.write(records.tobytes())
            except OSError as error:
                raise SpoolError(
                    f"positions cannot be kept in the temporary folder ({error.strerror}); set TMPDIR to another"
                ) from None
            self._size += len(rows)

        return receive

    def move(self, place: Location, to: Location) -> None:
        """Have what was received for one place belong to another: a path that was folded into a more general one."""
        self._moved[place] = to

    def close(self) -> None:
        """Let the temporary file go."""
        self._file.close()

    def finish(self) -> None:
        """Make what was received readable."""
        try:
            self._file.flush()
        except OSError as error:
            raise SpoolError(
                f"positions cannot be kept in the temporary folder ({error.strerror}); set TMPDIR to another"
            ) from None

    def positions(self, entries: tuple[Entry, ...]) -> Iterator[tuple[str, int, int, int]]:
        """(fingerprint, row, start, end) of every sighting that belongs to a finding, finding by finding."""
        if not self._size:
            return
        records = np.memmap(self._file, dtype=_RECORD, mode="r")
        order = np.argsort(records["key"], kind="stable")
        keys = records["key"][order]
        numbers: dict[tuple[Location, str], list[int]] = {}
        for (place, category), number in self._keys.items():
            numbers.setdefault((self._moved.get(place, place), category), []).append(number)
        for entry in entries:
            parts = []
            found = entry.finding.location
            for number in numbers.get((replace(found, path=found.path or None), entry.finding.category), ()):
                low, high = np.searchsorted(keys, [number, number + 1])
                parts.append(order[low:high])
            for record in records[np.concatenate(parts)] if parts else ():
                yield entry.fingerprint, int(record["row"]), int(record["start"]), int(record["end"])
