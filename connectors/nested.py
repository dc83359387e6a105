"""Opens what is nested in the cells of a batch: JSON, forms and named values in log lines become fields with a path.

``{"user": {"email": "a"}}`` in the column ``payload`` gives the field ``payload`` with the path ``user.email``. What
was opened is blank in the cell where it stood, with places kept, so that it is looked at once. Whether a cell is
opened depends on the cell alone, so that no cut of the work changes a result; a column that holds no sign of nesting
costs a look at its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.base import Batch, CollectionKind, Field
from connectors.batches import text_array
from connectors.key_values import FEWEST
from connectors.nested_cells import CellOpener
from connectors.nested_paths import NestedPaths

Ints = np.ndarray[Any, np.dtype[np.int64]]

_SPLIT_ELSEWHERE: frozenset[CollectionKind] = frozenset({"access-log", "cookies", "mailbox", "media"})
"""Kinds whose connectors tell named values apart by the rules of the format, or where prose stands."""
_LINES: frozenset[CollectionKind] = frozenset({"log", "text"})
"""Kinds of which a line may be made of names with a colon; in the cells of a table that is somebody's prose."""

_MAYBE_PAIR = (
    r"(?:^|[\s\x{3000},({\[<|])[@$]?[\p{L}_][\p{L}\p{N}\p{M}_.\-/]*=(?:[^=>~]|$)"
    r"|^\s*\??[\w.\[\]%~-]+=[^&=\s]*&"  # a form
)
_MAYBE_HASH = r"\{\s*(?:'|\"[^\"\n]*\"\s*=>|:[A-Za-z_]|[A-Za-z_$]\w*:\s)"
_COLON_BYTES = re.compile(rb":[\s\x80-\xff]|\xef\xbc\x9a")
_MAYBE_NAMED = r"[^\s:：]\s?(?::\s|：|:[^\x00-\x7f])"


class NestedFields:
    """Opens the batches of one collection, in order; it remembers the paths that were met in each column."""

    def __init__(self, kind: CollectionKind) -> None:
        self._kind = kind
        self._paths: dict[str, NestedPaths] = {}

    def open(self, batch: Batch) -> Batch:
        """The batch with a field for each path that leads into its cells; the batch itself where there are none."""
        fields: list[Field] = []
        columns: list[pa.Array] = []
        for field, column in zip(batch.fields, batch.columns, strict=True):
            opened = self._open_column(field, column)
            if opened is None:
                fields.append(field)
                columns.append(column)
                continue
            rest, inner = opened
            fields += [field, *(Field(field.name, path=path) for path in inner)]
            columns += [rest, *inner.values()]
        if len(fields) == len(batch.fields):
            return batch
        return replace(batch, fields=tuple(fields), columns=tuple(columns))

    def settle(self, field: Field) -> Field | None:
        """A field as it is at the end of the collection: with the path that it belongs to by then; None for one that
        only held keys, which turned out to be names."""
        if not field.path or field.name not in self._paths:
            return field
        path = self._paths[field.name].settle(field.path)
        return replace(field, path=path) if path else None

    def _open_column(self, field: Field, column: pa.Array) -> tuple[pa.Array, dict[str, pa.Array]] | None:
        if field.type not in ("text", "json") or field.path:
            return None
        places = _find_places(column, self._kind)
        if not len(places):
            return None
        paths = self._paths.setdefault(field.name, NestedPaths())
        opener = CellOpener(paths, pairs=self._kind not in _SPLIT_ELSEWHERE, colons=self._kind in _LINES)
        cells = _Gathered()
        rest: dict[int, str | None] = {}
        for place, text in zip(places.tolist(), column.take(pa.array(places)).to_pylist(), strict=True):
            left, row = opener.open(text)
            if row:
                rest[place] = left
                cells.add(place, row)
        return (_replace(column, rest), cells.columns(len(column))) if rest else None


def _find_places(column: pa.Array, kind: CollectionKind) -> Ints:
    """Which cells may hold something nested: by the bytes of the column, then by patterns that Arrow looks for. What a
    pattern needs is all that the bytes are asked for, so that no cell depends on its neighbours."""
    data = _bytes_of(column)
    found = np.zeros(0, np.int64)
    if b'"' in data and (b"{" in data or b"[" in data):
        found = _places_where(pc.match_substring_regex(column, r'\{\s*"|\[\s*["{\[]'))
    if kind in _SPLIT_ELSEWHERE or len(found) == len(column):
        return found
    others = np.delete(np.arange(len(column)), found)
    rest = column.take(pa.array(others)) if len(found) else column
    more = []
    if b"{" in data:
        more.append(_places_where(pc.match_substring_regex(rest, _MAYBE_HASH)))
    if b"=" in data:
        more.append(_find_pairs(rest))
    if kind in _LINES and _COLON_BYTES.search(data):
        more.append(_places_where(pc.greater_equal(pc.count_substring_regex(rest, _MAYBE_NAMED), FEWEST)))
    return np.unique(np.concatenate([found, *(others[places] for places in more)])) if more else found


def _find_pairs(column: pa.Array) -> Ints:
    """Which cells may be a form, or hold several named values."""
    places = _places_where(pc.match_substring_regex(column, _MAYBE_PAIR))
    if not len(places):
        return places
    texts = column.take(pa.array(places))
    marks = pc.add(pc.count_substring_regex(texts, "[=:]"), pc.count_substring(texts, "："))
    return places[_places_where(pc.greater_equal(marks, FEWEST))]


def _places_where(mask: pa.Array) -> Ints:
    places: Ints = np.flatnonzero(mask.fill_null(False).to_numpy(zero_copy_only=False))
    return places


def _bytes_of(column: pa.Array) -> bytes:
    """The text of a column as one run of bytes."""
    offsets, data = column.buffers()[1:3]
    if not len(column) or data is None:
        return b""
    bounds = np.frombuffer(offsets, np.int32, len(column) + 1, column.offset * 4)
    text: bytes = data.slice(int(bounds[0]), int(bounds[-1] - bounds[0])).to_pybytes()
    return text


class _Gathered:
    """Cells by path, each with its row: most rows have few of the paths."""

    def __init__(self) -> None:
        self._cells: dict[str, tuple[list[int], list[str]]] = {}

    def add(self, place: int, row: Mapping[str, str]) -> None:
        """The values of one row."""
        for path, text in row.items():
            places, texts = self._cells.setdefault(path, ([], []))
            places.append(place)
            texts.append(text)

    def columns(self, length: int) -> dict[str, pa.Array]:
        """Arrow columns of so many rows by path."""
        return {path: _spread(places, texts, length) for path, (places, texts) in self._cells.items()}


def _spread(places: list[int], texts: list[str], length: int) -> pa.Array:
    values = text_array(texts)
    if len(places) == length:
        return values
    index = np.zeros(length, np.int64)
    absent = np.ones(length, np.bool_)
    index[places], absent[places] = np.arange(len(places)), False
    return values.take(pa.array(index, mask=absent))


def _replace(column: pa.Array, cells: Mapping[int, str | None]) -> pa.Array:
    """The column with other texts in some of its cells."""
    chosen = np.zeros(len(column), np.bool_)
    chosen[list(cells)] = True
    return pc.replace_with_mask(column, pa.array(chosen), text_array(list(cells.values())))
