"""The report as a workbook of a spreadsheet program (Office Open XML, through openpyxl, row by row).

Sheets: summary, findings, observations, what was not scanned, coverage, purposes. A list that is longer than a sheet
can be goes on in a further one.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, count, islice
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from reports.base import Coverage, Report
from reports.cells import safe_cell
from reports.finding_rows import (
    COLUMNS,
    Cell,
    Row,
    list_finding_rows,
    list_gap_rows,
    list_observation_rows,
    write_headings,
)
from reports.html_pages import list_purposes
from reports.messages import label, message
from reports.phrases import pick_title, say_verdict, show, tool_version
from reports.statements import say_sampling
from reports.summary import summarise

LONGEST = 1_048_575
"""The most rows below the header that a sheet holds (Excel)."""

_HEAD = Font(bold=True, color="FFFFFF")
_HEAD_FILL = PatternFill("solid", fgColor="1F3A5F")
_TOP = Alignment(vertical="top", wrap_text=True)
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
"""Text that openpyxl takes for the error of a formula."""


def render(report: Report, lang: str = "en") -> bytes:
    """The bytes of the workbook, in the words of one language."""
    book = Workbook(write_only=True)
    book.properties.title = message("title.report", lang)
    book.properties.creator = f"daicho {tool_version()}"
    stream = io.BytesIO()
    try:
        _fill(book, report, lang)
        book.save(stream)
    except OSError:
        _abandon(book)
        raise
    return stream.getvalue()


def _fill(book: Workbook, report: Report, lang: str) -> None:
    widths = [column.width for column in COLUMNS]
    headings = write_headings(lang)
    _append_summary(book, report, lang)
    _append_table(book, message("title.findings", lang), headings, widths, list_finding_rows(report, lang))
    _append_table(book, message("title.promises", lang), headings, widths, list_observation_rows(report, lang))
    _append_table(book, message("title.not-scanned", lang), headings, widths, list_gap_rows(report, lang))
    _append_coverage(book, report, lang)
    _append_purposes(book, report, lang)


def _abandon(book: Any) -> None:
    """Close and remove the sheets' temporary files of a workbook that could not be written (the disk is full): left to
    themselves they would complain once more when they are collected."""
    for page in book.worksheets:
        parts: tuple[Any, ...] = (page._rows, getattr(page._writer, "xf", None))
        for part in parts:
            with suppress(Exception):
                part.close()
        with suppress(Exception):
            page._writer.cleanup()


def _append_table(
    book: Workbook, title: str, headings: Sequence[Cell], widths: Sequence[int], rows: Iterable[Row]
) -> None:
    """A sheet with a header that stays and filters; as many sheets as the rows need, at least one."""
    left = iter(rows)
    for number in count(1):
        first = list(islice(left, 1))
        if number > 1 and not first:
            return
        page = _open_page(book, title if number == 1 else f"{title} ({number})", headings, widths)
        lines = 1
        for row in chain(first, islice(left, LONGEST - 1)):
            page.append(_guard(page, row))
            lines += 1
        page.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{lines}"


def _open_page(book: Workbook, title: str, headings: Sequence[Cell], widths: Sequence[int]) -> Any:
    page: Any = book.create_sheet(title)
    page.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    head = []
    for heading in headings:
        cell = WriteOnlyCell(page, safe_cell(heading))
        cell.font, cell.fill, cell.alignment = _HEAD, _HEAD_FILL, _TOP
        head.append(cell)
    page.append(head)
    return page


def _guard(page: Any, row: Sequence[Cell]) -> list[object]:
    """Cells that no program takes for a formula or an error; empty ones are not written."""
    return [None if cell == "" else _text_cell(page, cell) if cell in _ERRORS else safe_cell(cell) for cell in row]


def _text_cell(page: Any, text: Cell) -> Any:
    cell = WriteOnlyCell(page, "")
    cell.value = text
    cell.data_type = "s"
    return cell


def _append_summary(book: Workbook, report: Report, lang: str) -> None:
    """What a reader wants to know first, one line each."""
    page = _open_page(book, message("label.summary", lang), [message("label.summary", lang), ""], [34, 90])
    for name, value in _list_summary(report, lang):
        page.append(_guard(page, (name, value)))


def _list_summary(report: Report, lang: str) -> Iterator[tuple[str, Cell]]:
    summary, run, policy = summarise(report), report.run, report.policy
    title, sentences = say_verdict(report, summary, lang)
    yield message("glossary.verdict", lang), title
    yield from (("", sentence) for sentence in sentences)
    yield message("label.run", lang), show(run.id)
    yield message("label.started", lang), run.started.isoformat(" ", "seconds")
    yield message("label.finished", lang), run.finished.isoformat(" ", "seconds")
    yield message("label.policy", lang), show(pick_title(policy.title, lang) or policy.id)
    yield message("label.policy-version", lang), show(policy.version)
    yield message("title.findings", lang), summary.findings
    for severity, number in summary.severity.items():
        yield message(f"severity.{severity}", lang), number
    for verdict, number in summary.policy.items():
        yield message(f"policy.{verdict}", lang), number
    yield message("label.gating", lang), summary.gating
    yield message("title.promises", lang), len(report.observations)
    yield message("title.not-scanned", lang), summary.not_scanned
    if summary.not_scanned:
        yield "", message("phrase.not-same-as-clean", lang)
    yield message("title.dismissed", lang), summary.dismissed
    yield message("label.rows-read", lang), summary.rows_read
    yield "", message("phrase.generated", lang)
    yield "", message("method-text.law", lang)


def _append_coverage(book: Workbook, report: Report, lang: str) -> None:
    """What was read of every table and file."""
    keys = ("source", "collection", "status", "how", "rows-read", "rows-total", "bytes", "reason")
    headings = [message(f"label.{key}", lang) for key in keys]
    widths = (18, 40, 14, 34, 14, 14, 14, 30)
    _append_table(
        book, message("title.coverage", lang), headings, widths, (_list_coverage(row, lang) for row in report.coverage)
    )


def _list_coverage(row: Coverage, lang: str) -> Row:
    return (
        show(row.source),
        show(row.collection),
        message(f"status.{row.status}", lang),
        say_sampling(row.sampling, lang) if row.sampling else message(f"method.{row.method}", lang),
        row.rows_read,
        message("label.not-known", lang) if row.rows_total is None else row.rows_total,
        row.bytes_read,
        show(label("skip", row.reason, lang)) if row.reason else "",
    )


def _append_purposes(book: Workbook, report: Report, lang: str) -> None:
    """Every purpose of the policy, the sources that declare it and the data that was found for it."""
    headings = [message(f"label.{key}", lang) for key in ("item", "purpose", "declared-by", "served-by", "number")]
    _append_table(book, message("title.purposes", lang), headings, (12, 50, 30, 80, 10), _list_purposes(report, lang))


def _list_purposes(report: Report, lang: str) -> Iterator[Row]:
    for use in list_purposes(report):
        purpose = use.purpose
        served = (f"{message(f'fit.{fit}', lang)}: {names[lang]}" for fit, _, names in use.found)
        yield (
            show(purpose.item),
            show(f"{purpose.id} {pick_title(purpose.title, lang)}"),
            show(", ".join(use.sources)) or message("phrase.not-declared-here", lang),
            "; ".join(served),
            sum(number for _, number, _ in use.found),
        )
