"""The scalars of a JSON value by the path that leads to them, for values that stand inside a column.

More than a file of JSON needs: JSON inside a JSON string, and URL-encoded forms.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote_to_bytes

from connectors.json_fields import DECODER, DEPTH, Repeated, is_map
from connectors.named_values import read_named_values
from connectors.nested_paths import REST, NestedPaths

LARGEST_CELL = 16 << 20
"""Characters: a larger cell stays text, since its values must be held in memory beside it."""

_FEW_KEYS = 8  # an object with fewer is always a record
_STRINGS_IN_STRINGS = 4
_FORM = re.compile(r"\??[\w.\[\]%~-]{1,200}=[^&=\s]*+(?:&(?:[\w.\[\]%~-]{1,200}=[^&=\s]*+|[\w.-]{0,64}(?=&|$)))*+")
_NO_LETTER = re.compile(r"[\uf8f0-\uf8f3]")  # what Python's cp932 makes of bytes that mean nothing
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


Found = dict[str, list[str]]
"""The texts of one cell by their path."""


class Unfolder:
    """Adds the scalars of a value to the cells of a row, by their paths in one column."""

    def __init__(self, paths: NestedPaths) -> None:
        self._paths = paths

    def unfold(self, value: Any, path: str, row: Found) -> None:
        """Add all scalars of a decoded JSON value that stands at ``path`` ("" for the whole cell). Several at one path
        are lines of its cell. Raises RecursionError for what is nested too deeply."""
        self._unfold(value, path, row, DEPTH, _STRINGS_IN_STRINGS)

    def unfold_member(self, key: str, value: Any, row: Found) -> None:
        """The same for a value that has a name; a text is opened in its turn where it is JSON or a form."""
        self._member("", key, self._paths.member("", key), value, row, DEPTH, _STRINGS_IN_STRINGS)

    def _unfold(self, value: Any, path: str, row: Found, depth: int, strings: int) -> None:
        if isinstance(value, str):
            self._put_text(path, value, row, depth, strings)
        elif isinstance(value, dict):
            self._unfold_object(value, path, row, depth, strings)
        elif isinstance(value, list):
            self._unfold_list(value, path, row, depth, strings)
        elif value is not None:
            _put(row, path, "true" if value else "false")

    def _unfold_object(self, value: dict[str, Any], path: str, row: Found, depth: int, strings: int) -> None:
        if value and depth == 0:
            _put(row, path, json.dumps(value, ensure_ascii=False))
            return
        keyed = len(value) >= _FEW_KEYS and is_map(value)
        for key, item in value.items():
            inner = self._paths.keyed(path) if keyed else self._paths.member(path, key)
            if type(item) is str and item and inner and not inner[1] and inner[0] not in row and _is_plain(item):
                row[inner[0]] = [item]  # nearly every value, so without a call
            else:
                self._member(path, key, inner, item, row, depth - 1, strings)

    def _member(
        self, path: str, key: str, inner: tuple[str, str] | None, item: Any, row: Found, depth: int, strings: int
    ) -> None:
        if inner is None:
            _put(row, REST, json.dumps({f"{path}.{key}" if path else key: item}, ensure_ascii=False))
            return
        at, as_value = inner
        if as_value:
            _put(row, as_value, key)
        self._unfold(item, at, row, depth, strings)

    def _unfold_list(self, value: list[Any], path: str, row: Found, depth: int, strings: int) -> None:
        if value and depth == 0:
            _put(row, path or "[]", json.dumps(value, ensure_ascii=False))
            return
        named = None if isinstance(value, Repeated) else read_named_values(value, path)
        if named is not None:
            for one in named:
                inner = self._paths.keyed(path) if one.is_odd else self._paths.member(path, one.name)
                self._member(path, one.name, inner, one.value, row, depth - 1, strings)
                self._unfold(one.rest, f"{path}[]", row, depth - 1, strings)
            return
        items = path if isinstance(value, Repeated) else f"{path}[]"
        for item in value:
            self._unfold(item, items, row, depth - 1, strings)

    def _put_text(self, path: str, text: str, row: Found, depth: int, strings: int) -> None:
        """A text as a cell; as further paths where it is itself JSON or a form."""
        if strings and depth and not _is_plain(text):
            inner = decode_whole(text)
            if inner is not None:
                self._unfold(inner, path, row, depth - 1, strings - 1)
                return
            for key, item in (form := decode_form(text)):
                self._member(path, key, self._paths.member(path, key), item, row, depth - 1, strings - 1)
            if form:
                return
        _put(row, path, text)


def _is_plain(text: str) -> bool:
    """Whether a text is surely neither JSON nor a form."""
    return text[:1] not in "{[" and "&" not in text


def decode_whole(text: str) -> Any:
    """The JSON object or array that a text is; None where it is something else, or an array of plain numbers."""
    if text[:1] not in "{[":
        return None
    try:
        value = DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, list) and '"' not in text:
        return None
    return value if isinstance(value, (dict, list)) and value else None


def decode_form(text: str) -> list[tuple[str, str]]:
    """The names and values of a URL-encoded form (``a=1&b=2``); empty where a text is no such form as a whole."""
    if not _FORM.fullmatch(text):
        return []
    pairs = [part.partition("=") for part in text.removeprefix("?").split("&") if part]
    return [(_unquote(name), _unquote(value)) for name, _, value in pairs]


def _unquote(text: str) -> str:
    """A part of a form in plain text; as it is where its bytes are in no encoding that is known."""
    plain = text.replace("+", " ")
    if not _ESCAPE.search(plain):
        return plain
    data = unquote_to_bytes(plain)
    for encoding in ("utf-8", "cp932"):
        try:
            plain = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _NO_LETTER.search(plain):
            return plain
    return text


def _put(row: Found, path: str, text: str) -> None:
    row.setdefault(path, []).append(text)
