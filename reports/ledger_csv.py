"""A ledger as CSV: one table, UTF-8 with a byte order mark, so that spreadsheet programs take it for what it is.

The last column holds the tokens of the rows (``reports/ledger_reading.py``).
"""

from __future__ import annotations

import csv
import io

from reports.cells import read_cell, safe_cell
from reports.ledger import LedgerError, Sheet, say
from reports.ledger_reading import read_rows, write_token

_ENCODINGS = ("utf-8-sig", "cp932")
"""Daicho writes the first; Japanese spreadsheet programs save the second."""
_DELIMITERS = (",", "\t", ";")


def write_csv(sheet: Sheet, lang: str) -> bytes:
    """The bytes of the file."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    for above in sheet.above:
        writer.writerow([safe_cell(text) for text in above])
    writer.writerow([*(safe_cell(one.title) for one in sheet.headings), say("marks", lang)])
    for row in sheet.rows:
        writer.writerow([*(safe_cell(text) for text in row.cells), safe_cell(write_token(row))])
    return stream.getvalue().encode("utf-8-sig")


def read_csv(data: bytes) -> Sheet:
    """The table of a file, also of one that a spreadsheet program has saved. Raises :class:`LedgerError` (without the
    file's name) where there is none."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _read_text(data.decode("utf-16", "replace"))
    for encoding in _ENCODINGS:
        try:
            return _read_text(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise LedgerError("is no text in UTF-8 or Shift_JIS")


def _read_text(text: str) -> Sheet:
    for delimiter in _DELIMITERS:
        try:
            rows = [[read_cell(cell) for cell in row] for row in csv.reader(io.StringIO(text, ""), delimiter=delimiter)]
        except csv.Error:
            continue
        sheet = read_rows(rows)
        if sheet is not None:
            return sheet
    raise LedgerError("has no headings of a ledger of daicho")
