"""Every place of every sighting, kept on disk while a scan runs (``--positions all``)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO

import numpy as np

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
        self._keys: dict[tuple[str, str, str, str], int] = {}
        self._size = 0

    def sink(self, source: str, collection: str) -> PositionSink:
        """A receiver for the sightings of one collection."""

        def receive(field: str, category: str, rows: Ints, starts: Ints, ends: Ints) -> None:
            key = self._keys.setdefault((source, collection, field, category), len(self._keys))
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
        for entry in entries:
            place = entry.finding.location
            key = self._keys.get((place.source, place.collection, place.field, entry.finding.category))
            if key is None:
                continue
            low, high = np.searchsorted(keys, [key, key + 1])
            for record in records[order[low:high]]:
                yield entry.fingerprint, int(record["row"]), int(record["start"]), int(record["end"])
