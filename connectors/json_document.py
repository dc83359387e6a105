"""A whole JSON file: an array of rows, an object of such arrays, or one object that is one row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from connectors.base import Batch, Location
from connectors.batches import MOST_ROWS, MOST_TEXT, clean_text, sized_batches
from connectors.json_fields import DECODER, RowColumns, RowMaker

LARGEST_DOCUMENT = 64 << 20
"""Bytes: a larger file is read as plain text, since JSON must be held in memory as a whole."""

_MOST_BATCH_FIELDS = 1_000
_SPACE = re.compile(r"[ \t\n\r]*")
_BEGINNING = re.compile(
    r'\s*(?:\{\s*(?:"|\}|$)|\[\s*(?:["\[{\]]|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\s*[,\]]|true\b|false\b|null\b|$))'
)


def looks_like_json(sample: str, suffix: str) -> bool:
    """Whether a text begins as a JSON object or array does; called ``.json``, its first sign suffices."""
    return sample.lstrip().startswith(("{", "[")) if suffix == ".json" else bool(_BEGINNING.match(sample))


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a JSON file and where its rows begin.

    ``arrays`` maps the name of each array of rows (None for a file that is one array) to the place after its
    opening bracket; it is empty where the file is one value, which is one row.
    """

    text: str
    arrays: dict[str | None, int]


def parse_document(data: bytes) -> Document:
    """Find the rows of a JSON text in valid UTF-8. Raises ValueError for what is no JSON, RecursionError for
    what is nested too deeply. Every value is decoded once here, so that reading cannot fail later."""
    text = data.decode("utf-8")
    at = _skip(text, 0)
    if text[at : at + 1] == "[":
        end, rows = _pass_array(text, at)
        _expect_end(text, end)
        return Document(text, {None: at + 1} if rows else {})
    if text[at : at + 1] != "{":
        raise ValueError("neither an object nor an array") from None
    value, end = DECODER.raw_decode(text, at)
    _expect_end(text, end)
    return Document(text, _member_arrays(text, at) if _is_arrays_of_rows(value) else {})


def read_document(document: Document, location: Location, key: str | None) -> Iterator[Batch]:
    """The rows of one array (or the single row of a document that has none), numbered from 1."""
    first_row, gathered, text, maker = 1, RowColumns(), 0, RowMaker()
    for value, length in _values(document, key):
        gathered.append(maker.row_of(value))
        text += length
        if len(gathered) >= MOST_ROWS or text >= MOST_TEXT or gathered.width >= _MOST_BATCH_FIELDS:
            yield from sized_batches(location, *gathered.columns(), first_row, text)
            first_row += len(gathered)
            gathered, text = RowColumns(), 0
    if len(gathered):
        yield from sized_batches(location, *gathered.columns(), first_row, text)


def row_array_names(document: Document) -> list[str]:
    """The names under which a document keeps several arrays of rows, as collections are named."""
    return [clean_text(name) for name in document.arrays if name is not None]


def _values(document: Document, key: str | None) -> Iterator[tuple[Any, int]]:
    """The values that are rows, each with the length of its text."""
    if not document.arrays:
        yield DECODER.decode(document.text.strip()), len(document.text)
        return
    names = {name and clean_text(name): start for name, start in document.arrays.items()}
    at = _skip(document.text, names[key])
    while document.text[at] != "]":
        value, end = DECODER.raw_decode(document.text, at)
        yield value, end - at
        at = _skip(document.text, end)
        if document.text[at] == ",":
            at = _skip(document.text, at + 1)


def _is_arrays_of_rows(value: Any) -> bool:
    """An object whose values are all arrays of objects, not all of them empty."""
    if not isinstance(value, dict) or not value:
        return False
    arrays = list(value.values())
    return any(arrays) and all(type(array) is list and all(isinstance(row, dict) for row in array) for array in arrays)


def _pass_array(text: str, at: int) -> tuple[int, bool]:
    """Where an array ends, and whether it is made of objects (at least one). Its values are dropped one by
    one, so that a long array takes little memory."""
    at = _skip(text, at + 1)
    rows, all_objects = 0, True
    while text[at : at + 1] != "]" or rows:
        value, at = DECODER.raw_decode(text, at)
        rows, all_objects = rows + 1, all_objects and isinstance(value, dict)
        at = _skip(text, at)
        if text[at : at + 1] == "]":
            break
        if text[at : at + 1] != ",":
            raise ValueError("an array is not separated by commas") from None
        at = _skip(text, at + 1)
    return at + 1, rows > 0 and all_objects


def _member_arrays(text: str, at: int) -> dict[str | None, int]:
    """The place after the bracket of each array in an object that is known to hold nothing but arrays."""
    arrays: dict[str | None, int] = {}
    at = _skip(text, at + 1)
    while text[at] == '"':
        name, at = DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
        arrays[name] = at + 1
        at, _ = _pass_array(text, at)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return arrays


def _expect_end(text: str, at: int) -> None:
    if _skip(text, at) != len(text):
        raise json.JSONDecodeError("Extra data", "", 0) from None


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
