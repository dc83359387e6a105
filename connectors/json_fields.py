"""JSON values as rows of named text cells.

``{"user": {"email": "a"}, "items": [{"name": "x"}, {"name": "y"}]}`` gives the fields ``user.email`` and
``items[].name`` (``x`` and ``y`` on two lines of one cell). Numbers keep all their digits. What an object is keyed by
(people, numbers, addresses) is data: ``{"a@example.com": {"age": 3}}`` gives ``{}`` and ``{}.age``. Lists of names and
values give a field for each name (:mod:`connectors.named_values`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from connectors.base import Field
from connectors.batches import MOST_ROWS, MOST_TEXT, WIDE_TEXT, clean_text, text_array
from connectors.header import is_known_name, kind_of
from connectors.named_values import MOST_NAMES, NamedValue, read_named_values

LARGEST_DOCUMENT = 64 << 20
"""Bytes: a larger JSON value is read as plain text, since JSON must be held in memory as a whole."""
DEPTH = 20
"""Levels of nesting that become a path; what lies deeper is one cell of JSON text."""
MOST_FIELDS = 2_000
"""Different fields of one file at most; what is over goes, as JSON text, into the field without a name."""
MOST_CELLS = 4 << 20
"""Cells of one batch of rows at most, empty ones too."""

Row = dict[str, str | None]

# A key that is itself somebody's data (an object keyed by e-mail, phone number or id) must not become the
# name of a field, which reports print.
_KEY_IS_VALUE = re.compile(
    r"[@＠]|%40|\(at\)[\w-]++\.|(?:\d.*){5}|^\d+$|\d\.\d+\.\d+\.\d|^[0-9a-fA-F-]{16,}$|^.{65}"
    r"|[都道府県市区郡].{0,30}\d[-－‐ー番丁]",
    re.DOTALL,
)


_FEW_KEYS = 8
_MANY_KEYS = 20
_IDENTIFIER = re.compile(r"[A-Za-z_$@][A-Za-z0-9_$.:/-]{0,30}")


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
        self._names: set[str] = set()
        self._listed: dict[str, set[str]] = {}
        self._lines: dict[str, list[str]] = {}

    def row_of(self, value: Any) -> Row:
        """The cells of one JSON value by the name of their field."""
        row: Row = {}
        self._lines = {}  # the cells of this row that have several lines: joined at the end, once
        if isinstance(value, dict) and value:
            self._collect_object(value, "", row, DEPTH)
        else:
            self._collect(value, "", row, DEPTH)
        for path, lines in self._lines.items():
            row[path] = "\n".join(lines)
        return row

    def _collect(self, value: Any, path: str, row: Row, depth: int) -> None:
        if isinstance(value, (dict, list)) and value and depth == 0:
            self._put(row, path, json.dumps(value, ensure_ascii=False))
        elif isinstance(value, dict) and value:
            self._collect_object(value, path, row, depth)
        elif isinstance(value, list):
            repeated = isinstance(value, Repeated)
            named = None if repeated else read_named_values(value, path)
            if named is not None:
                self._collect_named(named, path, row, depth)
                return
            inner = path if repeated else f"{path}[]"
            for item in value or [None]:
                if type(item) is str:
                    self._put(row, inner, item)
                else:
                    self._collect(item, inner, row, depth - 1)
        else:
            self._put(row, path, _text(value))

    def _collect_object(self, value: Mapping[str, Any], path: str, row: Row, depth: int) -> None:
        keyed = len(value) >= _FEW_KEYS and is_map(value)
        for key, item in value.items():
            inner = None if keyed else self._paths.get((path, key))
            if inner is None:
                self._collect_member(path, key, item, row, depth - 1, keyed=keyed)
            elif type(item) is str and inner not in row:
                row[inner] = item  # nearly every value, so without a call
            else:
                self._collect(item, inner, row, depth - 1)

    def _collect_named(self, named: Sequence[NamedValue], path: str, row: Row, depth: int) -> None:
        """A list of names and values; a place with very many names has data for names."""
        listed = self._listed.setdefault(path, set())
        for one in named:
            if len(listed) < MOST_NAMES and not one.is_odd:
                listed.add(one.name)
            self._collect_member(path, one.name, one.value, row, depth - 1, keyed=one.name not in listed)
            if one.rest:
                self._collect_object(one.rest, f"{path}[]", row, depth - 1)

    def _collect_member(self, path: str, key: str, item: Any, row: Row, depth: int, *, keyed: bool) -> None:
        inner = None if keyed else self._paths.get((path, key))
        if inner is None:
            inner = self._member(path, key, keyed=keyed)
            if inner is None:
                self._put(row, "", json.dumps({key: item}, ensure_ascii=False))
                return
            if inner.endswith("{}"):
                self._put(row, inner, key)
        self._collect(item, inner, row, depth)

    def _member(self, path: str, key: str, *, keyed: bool) -> str | None:
        """The path of an object's member, ``{}`` for a key that is data; None where there are too many already."""
        if keyed or is_value(key):
            return f"{path}{{}}"
        inner = f"{path}.{key}" if path else key
        if inner not in self._names and len(self._names) >= MOST_FIELDS:
            return None
        self._names.add(inner)
        if not inner.endswith("{}"):
            self._paths[path, key] = inner
        return inner

    def _put(self, row: Row, path: str, text: str | None) -> None:
        before = row.get(path)
        if before is None:
            row[path] = text
        elif text is not None:
            lines = self._lines.get(path)
            if lines is None:
                self._lines[path] = [before, text]
            else:
                lines.append(text)


def is_value(key: str) -> bool:
    """Whether a key is itself somebody's data: an e-mail address, a number, an identifier."""
    return bool(_KEY_IS_VALUE.search(key))


def is_map(value: Mapping[str, Any]) -> bool:
    """Whether an object is keyed by data: many members that are alike, under keys that are no names of fields.

    Alike are objects with the same keys, or single values of one kind; a word that columns are named with among
    the keys speaks against it.
    """
    keys = list(value)
    inner = [item for item in value.values() if isinstance(item, dict)]
    if len(inner) == len(keys):
        if len(keys) >= _MANY_KEYS:
            return len(set().union(*inner)) * 4 <= sum(map(len, inner))
    elif inner or len(keys) < _FEW_KEYS:
        return False
    if sum(1 for key in keys[:3] if _IDENTIFIER.fullmatch(key)) > 1 or len(keys) < _FEW_KEYS:
        return False
    if sum(1 for key in keys if not _IDENTIFIER.fullmatch(key)) < 0.8 * len(keys):
        return False
    kinds = {kind_of(item) if isinstance(item, str) else type(item) for item in value.values()}
    return len(kinds - {"", type(None)}) <= 1 and sum(1 for key in keys if is_known_name(key)) < 0.2 * len(keys)


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

    def is_full(self, text: int) -> bool:
        """Whether these rows, made of so many bytes, are enough for a batch; wide ones are worth a larger one."""
        width = len(self._names)
        rows = len(self._rows)
        return rows >= MOST_ROWS or text >= max(MOST_TEXT, width * WIDE_TEXT) or rows * width >= MOST_CELLS

    def append(self, row: Row) -> None:
        """One more row."""
        self._rows.append(row)
        self._names.update(dict.fromkeys(row))

    def columns(self) -> tuple[Sequence[Field], list[Any]]:
        """The fields and their Arrow columns."""
        names = list(self._names) or [""]
        fields = [Field(clean_text(name)) for name in names]
        return fields, [text_array([row.get(name) for row in self._rows]) for name in names]
