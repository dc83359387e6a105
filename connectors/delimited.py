"""CSV and its relatives: tables of delimited cells, every cell as the text it is.

Well-formed blocks are parsed by Arrow; a block that is not goes through the ``csv`` module, and where even its
quotes do not close, row by row without regard to quotes, so that no text is lost.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.csv

from connectors.base import Batch, Field, Skipped
from connectors.batches import row_columns, sized_batches
from connectors.dialect import Layout, detect_layout
from connectors.lines import read_lines
from connectors.streams import Block
from connectors.text_file import TextFile

LONGEST_RECORD = 4 << 20
"""Bytes: a quote that is still open after these is taken for a broken one."""

_QUOTED_LINES = 500  # lines that one quoted cell may run over, once a block is known to be broken

# The module's own limit (128 KB) would refuse long cells; there is no limit per reader.
csv.field_size_limit(4 * LONGEST_RECORD)


def read_delimited(file: TextFile) -> Iterator[Batch | Skipped]:
    """The rows of a table below the header. Row 1 is the first row of data; blank lines do not count. Short rows end in
    nulls, the surplus of long ones is in further fields ``#n``."""
    layout = detect_layout(file.sample, file.suffix, whole=file.whole)
    if layout is None:
        yield from read_lines(file)  # not what the listing saw: the file has changed since
        return
    first_row, broken, above, taken = 1, 0, layout.header.rows_above, 0
    for block in _record_blocks(file):
        data, taken = block.data, taken + block.taken
        if above:
            data, above = _without_rows(data, layout.delimiter, above)
        columns, wrong = _parse(data, layout)
        broken += wrong
        if len(columns[0]):
            yield from sized_batches(file.location, _fields(layout, len(columns)), columns, first_row, taken)
            first_row, taken = first_row + len(columns[0]), 0
    if first_row == 1:
        width = len(layout.header.names)
        yield from sized_batches(file.location, _fields(layout, width), row_columns([], width), 1, taken)
    if broken:
        rows = "1 row has" if broken == 1 else f"{broken} rows have"
        yield Skipped(
            file.location,
            "corrupt",
            f"{rows} a quote that does not close; read without regard to quotes, so columns may be mixed up",
            "Write the file anew with its quotes doubled or escaped",
            partial=True,
        )


def _fields(layout: Layout, width: int) -> list[Field]:
    names = list(layout.header.names)
    names += [f"#{number}" for number in range(len(names) + 1, width + 1)]
    return [Field(name) for name in names]


def _record_blocks(file: TextFile) -> Iterator[Block]:
    """Blocks that end with a whole row: at a line end with an even number of quotes before it."""
    rest, taken = b"", 0
    for block in file.blocks():
        rest, taken = rest + block.data, taken + block.taken
        cut = _row_end(rest)
        if not cut and len(rest) >= LONGEST_RECORD:
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


def _without_rows(data: bytes, delimiter: str, above: int) -> tuple[bytes, int]:
    """The data below its first rows, and how many of those are still to come. Blank lines are no rows."""
    text = data.decode("utf-8")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for row in reader:
        above -= bool(row)
        if not above:
            break
    lines = io.StringIO(text, newline="")
    for _ in range(reader.line_num):
        lines.readline()
    return lines.read().encode("utf-8"), above


def _parse(data: bytes, layout: Layout) -> tuple[list[Any], int]:
    """Columns of text, as many as the layout has names or more, and the number of broken rows."""
    names = len(layout.header.names)
    if not data.strip(b"\r\n"):
        return row_columns([], names), 0
    table = _parse_well_formed(data, layout)
    if table is not None:
        table += [pa.nulls(len(table[0]), pa.string()) for _ in range(names - len(table))]
        return table, 0
    text = data.decode("utf-8")
    try:
        rows, broken = (
            list(csv.reader(io.StringIO(text, newline=""), delimiter=layout.delimiter, strict=True)),
            0,
        )
    except csv.Error:
        rows, broken = _parse_leniently(text, layout.delimiter)
    return row_columns([row for row in rows if row], names), broken


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
    columns = [column.combine_chunks() for column in table.columns]
    last = columns[-1][-1].as_py() if table.num_rows else ""
    return None if last.endswith("\n") else columns  # Arrow takes a quote that never closes as closed at the end


def _parse_leniently(text: str, delimiter: str) -> tuple[list[list[str]], int]:
    """Rows of a block whose quotes do not close: a line with an open quote runs on to the line that closes it if
    that comes soon, else it is cut at its delimiters alone. The second figure counts such lines."""
    lines = text.split("\n")
    odd = [line.count('"') % 2 == 1 for line in lines]
    rows: list[list[str]] = []
    broken, at = 0, 0
    while at < len(lines):
        end = at + 1
        if odd[at] and not _closes(lines[at], delimiter):
            end = next((n + 1 for n in range(end, min(end + _QUOTED_LINES, len(lines))) if odd[n]), 0)
        if end:
            rows.extend(csv.reader(io.StringIO("\n".join(lines[at:end]), newline=""), delimiter=delimiter))
        else:
            rows.append(lines[at].removesuffix("\r").split(delimiter))
            broken, end = broken + 1, at + 1
        at = end
    return rows, broken


def _closes(line: str, delimiter: str) -> bool:
    """Whether a line with an odd number of quotes is a whole row: the odd one stands inside an unquoted cell."""
    try:
        list(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True
