"""Batches out of columns: lines as Arrow arrays without a Python object for each, and cutting to size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.base import Batch, Field, Location

MOST_ROWS = 16_384
"""Rows of one batch at most."""
MOST_TEXT = 4 << 20
"""Bytes of text of one batch at most, unless a single row is larger or there are very many columns."""
LONGEST_CELL = 1 << 20
"""Bytes of a cell, or characters: what is longer comes as further cells of the same row."""
WIDE_TEXT = 8 << 10
"""Bytes of text for each column of a wide batch: to look at a column has a cost of its own."""

_NEAR = 4 << 10
_BETWEEN_WORDS = ' \t\n,;">\u3000\u3001\u3002'


def line_array(data: bytes) -> pa.Array:
    """The lines of a block of valid UTF-8 as an Arrow string array, without their ends.

    Only a line feed ends a line (a form feed, U+0085 or U+2028 is part of it); one carriage return before
    it goes with it.
    """
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").removesuffix(b"\r")
    if not data.endswith(b"\n"):
        data += b"\n"
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
    offsets = np.zeros(len(ends) + 1, np.int32)
    offsets[1:] = ends - np.arange(len(ends))
    text = data.replace(b"\n", b"")
    return pa.StringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(text))


def text_array(values: Iterable[str | None]) -> pa.Array:
    """An Arrow string array of Python strings. A lone surrogate (half of a UTF-16 pair, which JSON can
    write as an escape) has no UTF-8 and becomes U+FFFD; a proper pair becomes its character."""
    listed = values if isinstance(values, (list, tuple)) else list(values)
    try:
        return pa.array(listed, pa.string())
    except UnicodeEncodeError:
        return pa.array([value and clean_text(value) for value in listed], pa.string())


def clean_text(text: str) -> str:
    """Text that has a UTF-8 form."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def row_columns(rows: Sequence[Sequence[str | None]], width: int) -> list[pa.Array]:
    """Rows of cells turned into ``width`` columns or more; short rows end in nulls."""
    columns = [text_array(column) for column in zip_longest(*rows)]
    columns.extend(pa.nulls(len(rows), pa.string()) for _ in range(width - len(columns)))
    return columns


def sized_batches(
    location: Location, fields: Sequence[Field], columns: Sequence[pa.Array], first_row: int, taken: int
) -> Iterator[Batch]:
    """The columns as batches of at most MOST_ROWS rows and about MOST_TEXT bytes (more where there are many
    columns); ``taken`` is the number of bytes read for all of them. Columns of no rows give one empty batch: its
    field names are news by themselves."""
    rows = len(columns[0]) if columns else 0
    text = sum(column.nbytes for column in columns)
    most = max(MOST_TEXT, 2 * WIDE_TEXT * len(columns))
    step = max(1, min(MOST_ROWS, rows * most // max(text, 1)))
    for start in range(0, rows or 1, step):
        end = min(start + step, rows)
        batch = Batch(
            location,
            tuple(fields),
            tuple(column.slice(start, end - start) for column in columns),
            first_row + start,
            end - start,
            taken * end // rows - taken * start // rows if rows else taken,
        )
        yield from _cut_cells(batch) if text > LONGEST_CELL else (batch,)


def _cut_cells(batch: Batch) -> Iterator[Batch]:
    """The batch, with every row that has a very long cell by itself: its beginning, then the other pieces of its long
    cells as further batches of the same row."""
    long: set[int] = set()
    for column in batch.columns:
        long.update(np.flatnonzero(pc.fill_null(pc.binary_length(column), 0).to_numpy() > LONGEST_CELL).tolist())
    start = 0
    for row in sorted(long):
        if row > start:
            yield _rows_of(batch, start, row)
        whole = _rows_of(batch, row, row + 1)
        cells = [cut_text(column[0].as_py() or "") for column in whole.columns]
        pairs = zip(cells, whole.columns, strict=True)
        yield replace(whole, columns=tuple(text_array(cut[:1]) if len(cut) > 1 else column for cut, column in pairs))
        for field, cut in zip(whole.fields, cells, strict=True):
            for piece in cut[1:]:
                yield replace(whole, fields=(field,), columns=(text_array([piece]),), bytes_read=0)
        start = row + 1
    if start < batch.rows or not batch.rows:
        yield _rows_of(batch, start, batch.rows)


def _rows_of(batch: Batch, start: int, end: int) -> Batch:
    return replace(
        batch,
        columns=tuple(column.slice(start, end - start) for column in batch.columns),
        first_row=batch.first_row + start,
        rows=end - start,
        bytes_read=batch.bytes_read * end // max(batch.rows, 1) - batch.bytes_read * start // max(batch.rows, 1),
    )


def cut_text(text: str) -> list[str]:
    """A text in pieces of LONGEST_CELL characters at most, which end between words where there are words."""
    pieces, at = [], 0
    while len(text) - at > LONGEST_CELL:
        end = at + LONGEST_CELL
        near = max(text.rfind(sign, end - _NEAR, end) for sign in _BETWEEN_WORDS) + 1
        pieces.append(text[at : near or end])
        at = near or end
    return [*pieces, text[at:]]


def null_where(column: pa.Array, value: str) -> pa.Array:
    """The column with null in place of ``value`` (web logs write a dash for "nothing")."""
    return pc.if_else(pc.equal(column, value), pa.scalar(None, pa.string()), column)


def may_hold(column: pa.Array, text: bytes) -> bool:
    """Whether these bytes stand anywhere in the buffer of a column; much faster than asking each cell."""
    return text in column.buffers()[2].to_pybytes() if len(column) else False
