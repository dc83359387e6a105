"""A ledger as a workbook of a spreadsheet program (Office Open XML, through openpyxl).

A workbook that is there is changed in place: only cells whose text changes are written, so that formats, comments,
sheets and formulas of people stay. The tokens of the rows are in a hidden sheet.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.cells import read_cell, safe_cell
from reports.ledger import Column, LedgerError, Sheet, load_tables, plain, say
from reports.ledger_reading import VERSION, read_rows, write_token
from reports.ledger_styles import BODY, dress_how_to, dress_sheet, format_count
from reports.messages import LANGUAGES

TOKENS = "_daicho"
"""The hidden sheet with the tokens."""

_MARKER = "daicho-ledger"
_MOST_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class OpenBook:
    """A workbook that was read: its tables by id, each with the page that it stands on. Writing changes it."""

    book: Workbook
    pages: Mapping[str, tuple[Worksheet, Sheet]]

    @property
    def sheets(self) -> dict[str, Sheet]:
        """The tables without their pages."""
        return {table: sheet for table, (_, sheet) in self.pages.items()}


def read_workbook(data: bytes) -> OpenBook:
    """Every table of a workbook. Raises :class:`LedgerError` (without the file's name) where it has none."""
    book = _open(data)
    return OpenBook(book, {sheet.table: (page, sheet) for page, sheet in _read_book(book)})


def write_workbook(sheets: Sequence[Sheet], former: OpenBook | None, lang: str) -> bytes:
    """The bytes of a workbook with the tables: a new one, or the ``former`` one with what has changed."""
    if former is None:
        former = OpenBook(Workbook(), {})
        if former.book.active is not None:
            former.book.remove(former.book.active)
    book, pages = former.book, former.pages
    for sheet in sheets:
        page, last = pages.get(sheet.table, (None, None))
        if page is None:
            page = book.create_sheet(load_tables()[sheet.table].sheet[lang])
        _write_sheet(page, sheet, last, lang)
    if not any(say("read-me", language) in book.sheetnames for language in LANGUAGES):
        dress_how_to(book.create_sheet(say("read-me", lang)), [sheet.table for sheet in sheets], lang)
    others = pages.keys() - {sheet.table for sheet in sheets}
    _write_tokens(book, [*sheets, *(pages[table][1] for table in sorted(others))])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _open(data: bytes) -> Workbook:
    try:
        with warnings.catch_warnings():
            # What openpyxl does not know of a workbook is of no use here.
            warnings.simplefilter("ignore")
            book: Workbook = load_workbook(io.BytesIO(data))
    except Exception:  # noqa: BLE001 - a broken workbook raises anything at all, and none of it is for people
        raise LedgerError("is no workbook that can be read") from None
    return book


def _read_book(book: Workbook) -> list[tuple[Worksheet, Sheet]]:
    tokens = _read_tokens(book)
    found: list[tuple[Worksheet, Sheet]] = []
    for page in book.worksheets:
        if page.title == TOKENS:
            continue
        if page.max_row > _MOST_ROWS:
            raise LedgerError(f"has a sheet with {page.max_row:,} rows; delete the empty ones at its end")
        sheet = read_rows(list(_read_page(page)), tokens)
        if sheet is not None and sheet.table not in {one.table for _, one in found}:
            found.append((page, sheet))
    if not found:
        raise LedgerError("has no sheet with the headings of a ledger of daicho")
    return found


def _read_page(page: Worksheet) -> Iterator[list[str]]:
    for row in page.iter_rows():
        yield [read_text(cell) for cell in row]


def read_text(cell: Any) -> str:
    """What a cell shows, as text: numbers with the words of their format, days in ISO 8601, formulas as they are."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value if cell.data_type == "f" else read_cell(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _read_number(value, cell.number_format)
    return str(getattr(value, "text", value))


def _read_number(value: float, form: str) -> str:
    number = f"{value:,}" if "," in form and value == int(value) else str(int(value) if value == int(value) else value)
    words = re.fullmatch(r'(?:"([^"]*)")?#,##0(?:"([^"]*)")?', form)
    return f"{words[1] or ''}{number}{words[2] or ''}" if words else number


def _write_sheet(page: Worksheet, sheet: Sheet, last: Sheet | None, lang: str) -> None:
    columns = {column.id: column for column in load_tables()[sheet.table].columns}
    head = len(sheet.above) + 1
    before = {row.line: row.cells for row in last.rows} if last else {}
    for place, heading in enumerate(sheet.headings, start=1):
        # What a person called a column stays as it stands in a workbook that is changed in place.
        if heading.column or last is None:
            page.cell(head, place).value = safe_cell(heading.title)
    line = max([head, *before])
    for row in sheet.rows:
        if row.line not in before:
            line += 1
        written = before.get(row.line, ())
        for number, text in enumerate(row.cells):
            if number >= len(written) or written[number] != text:
                cell = page.cell(row.line if row.line in before else line, number + 1)
                _write_cell(cell, text, columns.get(sheet.headings[number].column))
    dress_sheet(page, sheet, head, lang, since=len(last.headings) if last else 0)
    page.auto_filter.ref = f"A{head}:{get_column_letter(len(sheet.headings))}{line}"


def _write_cell(cell: Any, text: str, column: Column | None) -> None:
    form = column.form if column else "text"
    cell.alignment = BODY
    if form == "date" and re.fullmatch(r"\d{4}-\d{2}-\d{2}", plain(text)):
        cell.value, cell.number_format = date.fromisoformat(plain(text)), "yyyy-mm-dd"
    elif form == "count" and (counted := format_count(text)):
        cell.value, cell.number_format = counted
    else:
        cell.value = safe_cell(text) if text else None


def _write_tokens(book: Workbook, sheets: Sequence[Sheet]) -> None:
    """The tokens of every row, in a sheet that spreadsheet programs do not show."""
    if TOKENS in book.sheetnames:
        book.remove(book[TOKENS])
    page = book.create_sheet(TOKENS)
    page.sheet_state = "veryHidden"
    page.append([_MARKER, VERSION])
    for sheet in sheets:
        for row in sheet.rows:
            if row.origin is not None:
                page.append([row.id, safe_cell(write_token(row))])


def _read_tokens(book: Workbook) -> dict[str, str]:
    if TOKENS not in book.sheetnames:
        return {}
    rows = book[TOKENS].iter_rows(min_row=2, max_col=2, values_only=True)
    return {str(id): str(token) for id, token in rows}
