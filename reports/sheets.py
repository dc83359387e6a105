"""Sheets that a person completes: what is known stands in them, the rest is left open. As CSV, XLSX and HTML.

Every text goes through :func:`reports.cells.safe_cell` where a spreadsheet reads it, and through autoescape in HTML.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.cells import safe_cell
from reports.phrases import show

TEMPLATES = Path(__file__).parent / "templates"

_MOST_COLUMNS = 8  # of a table in HTML; with more, each row is a table of its own
_WIDEST, _NARROWEST = 60, 12
_SHEET_NAME = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


class SheetError(Exception):
    """A sheet that cannot be made: what is missing and how to get it, in one line."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: lines of text, and whether a person has to complete it."""

    lines: tuple[str, ...] = ()
    open: bool = False

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A titled table. ``notes`` stand above it where the form has room for them (not in CSV). ``wide`` are the numbers
    of columns that hold long texts."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    wide: tuple[int, ...] = ()


def known(*lines: str) -> Cell:
    """A cell that the scan fills, with what people may read of names from the data."""
    return Cell(tuple(show(line) for line in lines if line))


def asked(*lines: str) -> Cell:
    """A cell that a person completes."""
    return Cell(tuple(lines), open=True)


def write_csv(sheet: Sheet) -> str:
    """One sheet as CSV (RFC 4180) behind a byte order mark, by which spreadsheet programs know UTF-8."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([safe_cell(column) for column in sheet.columns])
    writer.writerows([safe_cell(cell.text) for cell in row] for row in sheet.rows)
    return "\ufeff" + stream.getvalue()


def write_html(sheets: Sequence[Sheet], lang: str) -> str:
    """The sheets as one HTML file for screen and A4: no script, nothing from the network."""
    style = (TEMPLATES / "sheet.css").read_text(encoding="utf-8")
    return (
        _environment()
        .get_template("sheet.html.j2")
        .render(sheets=sheets, most=_MOST_COLUMNS, lang=lang, style=style, style_hash=_hash(style))
    )


def _hash(text: str) -> str:
    """A source expression of the content security policy (CSP level 3)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def write_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """The sheets as the sheets of one workbook; what a person completes is coloured. :class:`SheetError` where openpyxl
    is not installed."""
    try:
        openpyxl = import_module("openpyxl")
    except ImportError:
        raise SheetError("xlsx needs openpyxl; install it: pip install 'daicho[xlsx]'") from None
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.title.translate(_FORBIDDEN)[:_SHEET_NAME]), sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(page: Any, sheet: Sheet) -> None:
    styles = import_module("openpyxl.styles")
    wrapped = styles.Alignment(wrap_text=True, vertical="top")
    open_fill = styles.PatternFill("solid", start_color="FFF4CC")
    for note in (sheet.title, *sheet.notes):
        page.append([safe_cell(note)])
    page["A1"].font = styles.Font(bold=True, size=14)
    page.append([safe_cell(column) for column in sheet.columns])
    header = page.max_row
    for cell in page[header]:
        cell.font, cell.alignment = styles.Font(bold=True), wrapped
    for row in sheet.rows:
        page.append([safe_cell(cell.text) for cell in row])
        for cell, source in zip(page[page.max_row], row, strict=False):
            cell.alignment = wrapped
            if source.open:
                cell.fill = open_fill
    page.freeze_panes = f"A{header + 1}"
    for number, column in enumerate(sheet.columns):
        width = _WIDEST if number in sheet.wide else max(_NARROWEST, min(_WIDEST // 2, 2 * len(column)))
        page.column_dimensions[page.cell(header, number + 1).column_letter].width = width
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = import_module("openpyxl.worksheet.properties").PageSetupProperties(
        fitToPage=True
    )
