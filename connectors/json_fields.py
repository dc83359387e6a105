"""JSON values as rows of named text cells.

``{"user": {"email": "a"}, "items": [{"name": "x"}, {"name": "y"}]}`` gives the fields ``user.email`` and
``items[].name`` (``x`` and ``y`` on two lines of one cell). Numbers keep all their digits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from connectors.base import Field
from connectors.batches import clean_text, text_array

DEPTH = 20
"""Levels of nesting that become a path; what lies deeper is one cell of JSON text."""
MOST_FIELDS = 500
"""Fields of one row at most; what is over goes, as lines, into the field without a name."""

Row = dict[str, str | None]

_MOST_PATHS = 10_000

# A key that is itself somebody's data (an object keyed by e-mail, phone number or id) must not become the
# name of a field, which reports print.
_KEY_IS_VALUE = re.compile(r"@|(?:\d.*){5}|^\d+$|\d\.\d+\.\d+\.\d|^[0-9a-fA-F-]{16,}$|^.{65}", re.DOTALL)


class Repeated(list[Any]):
    """The values of a key that one object has more than once; all of them count."""


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    unique = dict(pairs)
    if len(unique) == len(pairs):
        return unique
    merged: dict[str, Any] = {}
    for key, value in pairs:
        merged.setdefault(key, Repeated()).append(value)
    return merged


DECODER = json.JSONDecoder(
    object_pairs_hook=_object_of, parse_int=str, parse_float=str, parse_constant=str, strict=False
)
"""Decodes numbers as the text they are and keeps repeated keys. ``decode`` raises ValueError for what is no
JSON and RecursionError for what is nested too deeply to be read."""


class RowMaker:
    """Makes rows of JSON values. One for a file: it remembers the paths that its keys lead to."""

    def __init__(self) -> None:
        self._paths: dict[tuple[str, str], str] = {}

    def row_of(self, value: Any) -> Row:
        """The cells of one JSON value by the name of their field."""
        row: Row = {}
        if isinstance(value, dict) and value:
            self._collect_object(value, "", row, DEPTH)
        else:
            self._collect(value, "", row, DEPTH)
        return row

    def _collect(self, value: Any, path: str, row: Row, depth: int) -> None:
        if isinstance(value, (dict, list)) and value and depth == 0:
            _put(row, path, json.dumps(value, ensure_ascii=False))
        elif isinstance(value, dict) and value:
            self._collect_object(value, path, row, depth)
        elif isinstance(value, list):
            inner = path if isinstance(value, Repeated) else f"{path}[]"
            for item in value or [None]:
                self._collect(item, inner, row, depth - 1)
        else:
            _put(row, path, _text(value))

    def _collect_object(self, value: dict[str, Any], path: str, row: Row, depth: int) -> None:
        for key, item in value.items():
            inner = self._paths.get((path, key)) or self._member(row, path, key)
            if type(item) is str and inner not in row and len(row) < MOST_FIELDS:
                row[inner] = item  # nearly every value, so without a call
            else:
                self._collect(item, inner, row, depth - 1)

    def _member(self, row: Row, path: str, key: str) -> str:
        """The path of an object's member. A key that looks like a value goes into a cell and not into the path."""
        if _KEY_IS_VALUE.search(key):
            _put(row, f"{path}{{}}", key)
            return f"{path}{{}}"
        inner = f"{path}.{key}" if path else key
        if len(self._paths) < _MOST_PATHS:
            self._paths[path, key] = inner
        return inner


def _put(row: Row, path: str, text: str | None) -> None:
    if path not in row and len(row) >= MOST_FIELDS:
        path = ""
    before = row.get(path)
    row[path] = text if before is None else before if text is None else f"{before}\n{text}"


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else None  # numbers are str already; an empty object is nothing


class RowColumns:
    """Rows with differing names gathered into columns, in the order in which the names first came."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._names: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def width(self) -> int:
        """How many fields the rows have between them."""
        return len(self._names)

    def append(self, row: Row) -> None:
        """One more row."""
        self._rows.append(row)
        self._names.update(dict.fromkeys(row))

    def columns(self) -> tuple[Sequence[Field], list[Any]]:
        """The fields and their Arrow columns."""
        names = list(self._names) or [""]
        fields = [Field(clean_text(name)) for name in names]
        return fields, [text_array([row.get(name) for row in self._rows]) for name in names]
