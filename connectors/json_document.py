"""A whole JSON file: an array of rows, an object with arrays of rows in it at any depth, or one object that is one row.

``{"count": 2, "data": {"users": [{...}, {...}]}}`` has the array ``data.users``, and ``count`` is a row of its own.
Objects and arrays one behind the other are rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from connectors.base import Batch, Location
from connectors.batches import clean_text, sized_batches
from connectors.json_fields import DECODER, DEPTH, RowColumns, RowMaker, is_map, is_value
from connectors.named_values import MOST_NAMES, is_name_list, read_named_values

MOST_ARRAYS = 100
"""Arrays of rows of one file that are told apart; a file with more is one row."""

_LONGEST_LIST = 1 << 20  # characters; a longer array is one of rows, whatever it is called
_SPACE = re.compile(r"[ \t\n\r]*")
_BEGINNING = re.compile(
    r'\s*(?:\{\s*(?:"|\}|$)|\[\s*(?:["\[{\]]|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\s*[,\]]|true\b|false\b|null\b|$))'
)


def looks_like_json(sample: str, suffix: str) -> bool:
    """Whether a text begins as a JSON object or array does; called ``.json``, its first sign suffices, or a comment,
    which is no JSON and has to be told."""
    return sample.lstrip().startswith(("{", "[", "//", "/*")) if suffix == ".json" else bool(_BEGINNING.match(sample))


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a JSON file and where its rows begin.

    ``arrays`` maps the path of each array of rows (None for a file that is one array) to the place after its
    opening bracket; it is empty where the file is one value, which is one row. ``rest`` is what an object holds
    beside its arrays, None if that is nothing. ``several`` says that the file is one value behind the other, each of
    which is a row.
    """

    text: str
    arrays: dict[str | None, int]
    rest: Any = None
    several: bool = False


def parse_document(data: bytes) -> Document:
    """Find the rows of a JSON text in valid UTF-8. Raises ValueError for what is no JSON, RecursionError for
    what is nested too deeply. Every value is decoded once here, so that reading cannot fail later."""
    text = data.decode("utf-8")
    at = _skip(text, 0)
    sign = text[at : at + 1]
    if sign == "[":
        end, rows = _pass_array(text, at)
        document = Document(text, {None: at + 1} if rows else {})
    elif sign == "{":
        document, end = _parse_object(text, at)
    else:
        raise ValueError("neither an object nor an array") from None
    if _skip(text, end) == len(text):
        return document
    for _ in _separate_values(text, end):
        pass
    return Document(text, {}, several=True)


def _parse_object(text: str, at: int) -> tuple[Document, int]:
    finder = _ArrayFinder(text)
    rest, end = finder.find(at, "", DEPTH)
    if not any(finder.rows.values()) or len(finder.arrays) > MOST_ARRAYS:
        return Document(text, {}), end
    return Document(text, finder.arrays, rest if _holds_text(rest) else None), end


def read_document(document: Document, location: Location, key: str | None) -> Iterator[Batch]:
    """The rows of one array (or the single row of what is in none), numbered from 1. Raises KeyError."""
    first_row, gathered, text, maker = 1, RowColumns(), 0, RowMaker()
    for value, length in _values(document, key):
        gathered.append(maker.row_of(value))
        text += length
        if gathered.is_full(text):
            yield from sized_batches(location, *gathered.columns(), first_row, text)
            first_row += len(gathered)
            gathered, text = RowColumns(), 0
    if len(gathered):
        yield from sized_batches(location, *gathered.columns(), first_row, text)


def list_arrays(document: Document) -> list[str | None]:
    """The paths of the arrays of rows, as collections are named; None for the file itself, where it has a row."""
    if not document.arrays:
        return [None]
    rest: list[str | None] = [None] if document.rest is not None else []
    return rest + list(document.arrays)


def _values(document: Document, key: str | None) -> Iterator[tuple[Any, int]]:
    """The values that are rows, each with the length of its text."""
    if document.several and key is None:
        yield from _separate_values(document.text, 0)
        return
    if key is None and None not in document.arrays:
        if document.rest is None and document.arrays:
            raise KeyError(key) from None
        yield document.rest or DECODER.decode(document.text.strip()), len(document.text)
        return
    at = _skip(document.text, document.arrays[key])
    while document.text[at] != "]":
        value, end = DECODER.raw_decode(document.text, at)
        yield value, end - at
        at = _skip(document.text, end)
        if document.text[at] == ",":
            at = _skip(document.text, at + 1)


class _ArrayFinder:
    """Walks through the objects of a JSON text, member by member, and notes where its arrays of rows are."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.arrays: dict[str | None, int] = {}
        self.rows: dict[str | None, bool] = {}

    def find(self, start: int, path: str, depth: int) -> tuple[dict[str, Any], int]:
        """An object without its arrays of rows, and where it ends. An object that is a map keeps them: its keys
        are data, and must not name a collection."""
        members: list[tuple[str, Any]] = []
        before = len(self.arrays)
        at = _skip(self._text, start + 1)
        while self._text[at : at + 1] != "}" or members:
            key, value, at = self._member(at, path, depth)
            members.append((key, value))
            at = _skip(self._text, at)
            if self._text[at : at + 1] == "}":
                break
            if self._text[at : at + 1] != ",":
                raise ValueError("an object is not separated by commas") from None
            at = _skip(self._text, at + 1)
        if len(self.arrays) > before and is_map(dict(members)):
            for name in list(self.arrays)[before:]:
                del self.arrays[name], self.rows[name]
            value, _ = DECODER.raw_decode(self._text, start)
            return value, at + 1
        kept = [(key, value) for key, value in members if value is not _ROWS]
        return DECODER.object_pairs_hook(kept), at + 1

    def _member(self, at: int, path: str, depth: int) -> tuple[str, Any, int]:
        if self._text[at : at + 1] != '"':
            raise ValueError("a key is no text") from None
        key, at = DECODER.raw_decode(self._text, at)
        at = _skip(self._text, at)
        if self._text[at : at + 1] != ":":
            raise ValueError("a key has no value") from None
        at = _skip(self._text, at + 1)
        name = clean_text(f"{path}.{key}" if path else key)
        sign = self._text[at : at + 1]
        if depth and not is_value(key):
            if sign == "{":
                return key, *self.find(at, name, depth - 1)
            if sign == "[" and name not in self.arrays:
                end, rows = _pass_array(self._text, at)
                if rows and end - at <= _LONGEST_LIST and is_name_list(name):
                    named, _ = DECODER.raw_decode(self._text, at)
                    if _is_one_record(named, name):
                        return key, named, end
                if rows or self._is_empty(at, depth):
                    self.arrays[name], self.rows[name] = at + 1, rows
                    return key, _ROWS, end
        return key, *DECODER.raw_decode(self._text, at)

    def _is_empty(self, at: int, depth: int) -> bool:
        """An empty array at the top may be a table without rows."""
        return depth == DEPTH and self._text[_skip(self._text, at + 1)] == "]"


_ROWS: list[Any] = []  # stands for an array of rows that was noted


def _holds_text(value: Any) -> bool:
    """Whether there is any value in a JSON value, other than null and what is empty."""
    if isinstance(value, dict):
        return any(map(_holds_text, value.values()))
    if isinstance(value, list):
        return any(map(_holds_text, value))
    return value is not None and value != ""


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


def _is_one_record(items: list[Any], path: str) -> bool:
    """Whether an array is a record written as names and values; items that hold more than these are rows."""
    named = read_named_values(items, path) if len(items) <= MOST_NAMES else None
    return named is not None and not any(one.rest for one in named)


def _separate_values(text: str, at: int) -> Iterator[tuple[Any, int]]:
    """The objects and arrays that stand one behind the other, each with the length of its text."""
    at = _skip(text, at)
    while at < len(text):
        if text[at] not in "{[":
            raise json.JSONDecodeError("Extra data", "", 0) from None
        value, end = DECODER.raw_decode(text, at)
        yield value, end - at
        at = _skip(text, end)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
