"""The report as CSV for spreadsheet programs: the rows of ``reports.finding_rows``, with a header.

UTF-8 with a byte order mark, without which Excel garbles Japanese, and CRLF at the end of lines (RFC 4180). No cell is
taken for a formula (``reports.cells``).
"""

from __future__ import annotations

import csv
import io
from itertools import chain

from reports.base import Report
from reports.cells import safe_cell
from reports.finding_rows import (
    list_finding_rows,
    list_gap_rows,
    list_observation_rows,
    write_closing,
    write_headings,
)


def render(report: Report, lang: str = "en") -> bytes:
    """The bytes of the file, in the words of one language."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    rows = chain(
        [write_headings(lang)],
        list_finding_rows(report, lang),
        list_observation_rows(report, lang),
        list_gap_rows(report, lang),
        [write_closing(report, lang)],
    )
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")
