"""JSON files as collections: their arrays of rows, or plain text where they are no JSON or too large for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from connectors.base import Batch, Collection, Skipped
from connectors.json_document import (
    Document,
    list_arrays,
    parse_document,
    read_document,
)
from connectors.json_fields import LARGEST_DOCUMENT
from connectors.lines import line_kind, read_lines
from connectors.streams import ByteStream
from connectors.text_file import TextFile


class JsonFiles:
    """Opens JSON files and keeps the last one, since its arrays are read one after the other."""

    def __init__(self) -> None:
        self._key: tuple[Path, int, int] | None = None
        self._document: Document | None = None

    def close(self) -> None:
        """Forget what was read."""
        self._key = self._document = None

    def collections(self, file: TextFile, path: Path, size: int) -> Iterator[Collection]:
        """A collection for each array of rows, and one for the file where it holds more. Raises OSError."""
        try:
            document = self._open(file, path)
        except (ValueError, RecursionError):
            document = None
        if document is None:
            yield Collection(file.name, line_kind(file.name, file.sample), None, size, "text")
            return
        for path_inside in list_arrays(document):
            name = file.name if path_inside is None else f"{file.name}!{path_inside}"
            yield Collection(name, "records", None, size, "json")

    def read(self, file: TextFile, path: Path, part: str | None) -> Iterator[Batch | Skipped]:
        """The rows of one array, or of the whole file. What is called ``.json`` but is none is said to be."""
        try:
            document, broken = self._open(file, path), False
        except (ValueError, RecursionError):
            document, broken = None, True
        if document is not None:
            try:
                yield from read_document(document, file.location, part)
            except KeyError:
                yield Skipped(file.location, "missing", "This array is no longer there", "Scan again")
            return
        with ByteStream(path) as stream:  # from the beginning again, as text
            yield from read_lines(replace(file, stream=stream))
        if broken and file.suffix == ".json":
            yield Skipped(
                file.location,
                "corrupt",
                "This is not valid JSON; looked at as plain text, without fields",
                "Repair the file to have its fields told apart",
                partial=True,
            )

    def _open(self, file: TextFile, path: Path) -> Document | None:
        """The document; None where it is too large. Raises ValueError or RecursionError where it is none."""
        status = path.stat()
        key = (path, status.st_size, status.st_mtime_ns)
        if key != self._key:
            self.close()  # first, so that two documents are never held at once
            self._document = _load(file)
            self._key = key
        return self._document


def _load(file: TextFile) -> Document | None:
    data = bytearray()
    for block in file.blocks():
        data += block.data
        if len(data) > LARGEST_DOCUMENT:
            return None
    return parse_document(bytes(data))
