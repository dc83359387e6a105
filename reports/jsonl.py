"""The report as JSON lines: one object a line, told apart by ``type``.

The first line is ``run``, then ``coverage``, ``skipped``, ``finding``, ``dismissed``, ``clean`` and ``position``
lines; the last is ``end``. A file without its ``end`` line was cut off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reports.base import Report
from reports.json_report import (
    Record,
    encode,
    write_clean,
    write_coverage,
    write_dismissed,
    write_finding,
    write_gap,
    write_head,
    write_source,
    write_summary,
)
from reports.summary import find_gaps, summarise

Position = tuple[str, int, int, int]
"""One sighting: fingerprint of its finding, row or line from 1, first character, character after the last."""


def render(report: Report, lang: str = "en") -> str:
    """All lines at once."""
    return "".join(render_lines(report, lang))


def render_lines(report: Report, lang: str = "en", positions: Iterable[Position] = ()) -> Iterator[str]:
    """The lines one by one, each with its line break, so that positions need not fit into memory."""
    sources = [write_source(source) for source in report.sources]
    unused = list(report.unused)
    yield encode_line("run", {**write_head(report), "sources": sources, "unused_purposes": unused})
    for row in report.coverage:
        yield encode_line("coverage", write_coverage(row))
    for gap in find_gaps(report):
        yield encode_line("skipped", write_gap(gap))
    for entry in report.entries:
        yield encode_line("finding", write_finding(entry))
    for dismissed in report.dismissed:
        yield encode_line("dismissed", write_dismissed(dismissed))
    for field in report.clean:
        yield encode_line("clean", write_clean(field))
    for fingerprint, row_number, start, end in positions:
        place: Record = {"row": row_number, "start": start, "end": end}
        yield encode_line("position", {"fingerprint": fingerprint, **place})
    summary = write_summary(report, summarise(report))
    closing: Record = {"status": report.run.status, "findings": len(report.entries), "summary": summary}
    yield encode_line("end", closing)


def encode_line(type: str, record: Record) -> str:
    """One object on one line."""
    return encode({"type": type, **record}) + "\n"
