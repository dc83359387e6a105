"""CSV and its relatives: tables of delimited cells, every cell as the text it is.

Well-formed blocks are parsed by Arrow; a block that is not goes through the ``csv`` module, and where even its
quotes do not close, row by row without regard to quotes, so that no text is lost.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from connectors.base import Batch, Field, Location, Skipped
from connectors.batches import WIDE_TEXT, row_columns, sized_batches, text_array
from connectors.dialect import Layout, detect_layout
from connectors.lines import LINE_FIELD, piece_batch, read_lines
from connectors.streams import Block
from connectors.text_file import TextFile

LONGEST_RECORD = 4 << 20
"""Bytes: a quote that is still open after these is taken for a broken one."""

MOST_COLUMNS = 2_000
"""Columns of one table that have a field each; the text of the others is in one more, ``#2001+``."""
LONGEST_ROW = 16 << 20
"""Bytes: a line that is longer is not cut into cells."""

_QUOTED_LINES = 500  # lines that one quoted cell may run over, once a block is known to be broken

# The module's own limit (128 KB) would refuse long cells; there is no limit per reader.
csv.field_size_limit(2 * LONGEST_ROW)


def read_delimited(file: TextFile) -> Iterator[Batch | Skipped]:
    """The rows of a table below the header. Row 1 is the first row of data; blank lines do not count. Short rows end in
    nulls, the surplus of long ones is in further fields ``#n``. Titles above the header, and a header that may hold
    a value, are one cell of the field without a name, in row 1."""
    layout = detect_layout(file.sample, file.suffix, whole=file.whole)
    if layout is None:
        yield from read_lines(file)  # not what the listing saw: the file has changed since
        return
    first_row, broken, taken, head = 1, 0, 0, _Head(layout)
    for block in _record_blocks(file, WIDE_TEXT * min(layout.width, MOST_COLUMNS)):
        if block.piece:
            yield piece_batch(file.location, block, first_row)
            first_row += not block.open
            continue
        taken += block.taken
        columns, wrong = _parse(head.cut(block.data), layout)
        broken += wrong
        if len(columns[0]):
            batches = sized_batches(file.location, _fields(layout, len(columns)), columns, first_row, taken)
            yield from head.put_into(batches)
            first_row, taken = first_row + len(columns[0]), 0
    if first_row == 1:
        empty = _limit(row_columns([[]] if head.unseen else [], len(layout.header.names)))
        yield from head.put_into(sized_batches(file.location, _fields(layout, len(empty)), empty, 1, taken))
    if broken:
        yield _mixed_up(file.location, broken)


def _mixed_up(location: Location, broken: int) -> Skipped:
    rows = "1 row has" if broken == 1 else f"{broken} rows have"
    problem = f"{rows} a quote that does not close; read without regard to quotes, so columns may be mixed up"
    hint = "Write the file anew with its quotes doubled or escaped"
    return Skipped(location, "corrupt", problem, hint, partial=True)


class _Head:
    """Takes the rows above the data away, and keeps the text of those that are in no name."""

    def __init__(self, layout: Layout) -> None:
        self._delimiter = layout.delimiter
        self._above, self._unseen = layout.header.rows_above, layout.header.rows_unseen
        self.unseen: list[str] = []

    def cut(self, data: bytes) -> bytes:
        """The data below these rows, or as much as there is of it. Blank lines are no rows."""
        if not self._above:
            return data
        text = data.decode("utf-8")
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self._delimiter)
        for row in reader:
            if row and self._unseen:
                self.unseen.append(self._delimiter.join(row))
                self._unseen -= 1
            self._above -= bool(row)
            if not self._above:
                break
        lines = io.StringIO(text, newline="")
        for _ in range(reader.line_num):
            lines.readline()
        return lines.read().encode("utf-8")

    def put_into(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """The batches, the first of them with the text in a field of its own: so it counts as no row, and no
        sample of the rows leaves it out."""
        for batch in batches:
            if not (self.unseen and batch.rows):
                yield batch
                continue
            cells = text_array(["\n".join(self.unseen), *[None] * (batch.rows - 1)])
            self.unseen = []
            yield replace(batch, fields=(*batch.fields, LINE_FIELD), columns=(*batch.columns, cells))


def _fields(layout: Layout, width: int) -> list[Field]:
    names = list(layout.header.names)[:MOST_COLUMNS]
    names += [f"#{number}" for number in range(len(names) + 1, min(width, MOST_COLUMNS) + 1)]
    return [Field(name) for name in names] + [Field(f"#{MOST_COLUMNS + 1}+")] * (width > MOST_COLUMNS)


def _limit(columns: list[Any]) -> list[Any]:
    """At most MOST_COLUMNS columns, and the text of all others in one more."""
    if len(columns) <= MOST_COLUMNS:
        return columns
    rest = pc.binary_join_element_wise(*columns[MOST_COLUMNS:], "\t", null_handling="skip")
    return [*columns[:MOST_COLUMNS], rest]


def _record_blocks(file: TextFile, least: int) -> Iterator[Block]:
    """Blocks of ``least`` bytes or more that end with a whole row: at a line end with an even number of quotes before
    it. The pieces of an endless line are blocks of their own."""
    rest, taken = b"", 0
    for block in file.blocks(LONGEST_ROW):
        if block.piece:
            if rest:
                yield Block(rest, taken)
                rest, taken = b"", 0
            yield block
            continue
        rest, taken = rest + block.data, taken + block.taken
        cut = _row_end(rest) if len(rest) >= least else 0
        if not cut and len(rest) >= max(LONGEST_RECORD, least):
            cut = rest.rfind(b"\n") + 1 or len(rest)
        if cut:
            yield Block(rest[:cut], taken)
            rest, taken = rest[cut:], 0
    if rest:
        yield Block(rest, taken)


def _row_end(data: bytes) -> int:
    """The place after the last line end that has an even number of quotes before it; 0 if there is none."""
    end = len(data)
    if data.count(b'"') % 2:
        while True:
            quote = data.rfind(b'"', 0, end)  # an odd one: its row begins after the line end before it
            before = data.rfind(b'"', 0, max(quote, 0))
            line_end = data.rfind(b"\n", before + 1, max(quote, 0))
            if line_end >= 0 or before < 0:
                return line_end + 1
            end = before
    return data.rfind(b"\n", 0, end) + 1


def _parse(data: bytes, layout: Layout) -> tuple[list[Any], int]:
    """Columns of text, as many as the layout has names or more, and the number of broken rows."""
    names = min(len(layout.header.names), MOST_COLUMNS + 1)
    if not data.strip(b"\r\n"):
        return row_columns([], names), 0
    table = _parse_well_formed(data, layout)
    if table is not None:
        return _limit(table + [pa.nulls(len(table[0]), pa.string()) for _ in range(names - len(table))]), 0
    text = data.decode("utf-8")
    try:
        rows, broken = (
            list(csv.reader(io.StringIO(text, newline=""), delimiter=layout.delimiter, strict=True)),
            0,
        )
    except csv.Error:
        rows, broken = _parse_leniently(text, layout)
    short = [row if len(row) <= MOST_COLUMNS else _limit_row(row) for row in rows if row]
    return row_columns(short, names), broken


def _limit_row(row: list[str]) -> list[str]:
    return [*row[:MOST_COLUMNS], "\t".join(row[MOST_COLUMNS:])]


def _parse_well_formed(data: bytes, layout: Layout) -> list[Any] | None:
    """The columns of a block in which every row has the usual number of cells; None for any other block."""
    if data.count(b'"') % 2:
        return None
    names = [str(number) for number in range(layout.width)]
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(data),
            pyarrow.csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=names),
            pyarrow.csv.ParseOptions(delimiter=layout.delimiter, newlines_in_values=True),
            pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), null_values=[], strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows < data.count(b"\n") and b'"' in data and not _closes(data.decode("utf-8"), layout.delimiter):
        return None  # Arrow lets a quoted cell go on behind its closing quote, and so over rows
    columns = [column.combine_chunks() for column in table.columns]
    last = columns[-1][-1].as_py() if table.num_rows else ""
    return None if last.endswith("\n") else columns  # Arrow takes a quote that never closes as closed at the end


def _parse_leniently(text: str, layout: Layout) -> tuple[list[list[str]], int]:
    """Rows of a block whose quotes do not close: a line with an open quote runs on to the line that closes it if
    that comes soon and makes it a row, else it is cut at its delimiters alone. The second figure counts the lines
    whose cells may be mixed up by that: they have not as many as the others."""
    lines = text.split("\n")
    odd = [line.count('"') % 2 == 1 for line in lines]
    rows: list[list[str]] = []
    broken, at = 0, 0
    while at < len(lines):
        end = at + 1
        if odd[at] and not _closes(lines[at], layout.delimiter):
            end = next((n + 1 for n in range(end, min(end + _QUOTED_LINES, len(lines))) if odd[n]), 0)
            if end and not _closes("\n".join(lines[at:end]), layout.delimiter):
                end = 0
        if end:
            rows.extend(csv.reader(io.StringIO("\n".join(lines[at:end]), newline=""), delimiter=layout.delimiter))
        else:
            rows.append(lines[at].removesuffix("\r").split(layout.delimiter))
            broken, end = broken + (len(rows[-1]) != layout.width), at + 1
        at = end
    return rows, broken


def _closes(text: str, delimiter: str) -> bool:
    """Whether text is whole rows: every quote in it is closed at the end of its cell, or inside an unquoted one."""
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        return False
    return True
