"""The report as JSON lines: one object a line, told apart by ``type``.

The first line is ``run``, then come the lines of each list of the JSON document (``LINES``) and ``position`` lines; the
last is ``end``. A file without its ``end`` line was cut off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from reports.acceptance_json import write_acceptance_state
from reports.base import Report
from reports.json_comparison import write_comparison, write_trend
from reports.json_report import (
    Record,
    encode,
    write_clean,
    write_condition,
    write_coverage,
    write_dismissed,
    write_finding,
    write_gap,
    write_head,
    write_observation,
    write_overlap,
    write_profile,
    write_source,
    write_summary,
    write_times,
)
from reports.summary import find_gaps, summarise

Position = tuple[str, int, int, int]
"""One sighting: fingerprint of its finding, row or line from 1, first character, character after the last."""

LINES: Mapping[str, str] = {
    "coverage": "coverage",
    "skipped": "skipped",
    "finding": "findings",
    "dismissed": "dismissed",
    "clean": "clean",
    "observation": "observations",
    "profile": "profiles",
    "condition": "conditions",
    "times": "times",
    "overlap": "overlaps",
    "acceptance": "acceptances",
}
"""Type of a line -> the list of the JSON document in which the same object stands."""


def render(report: Report, lang: str = "en") -> str:
    """All lines at once."""
    return "".join(render_lines(report, lang))


def render_lines(report: Report, lang: str = "en", positions: Iterable[Position] = ()) -> Iterator[str]:
    """The lines one by one, each with its line break, so that positions need not fit into memory."""
    sources = [write_source(source) for source in report.sources]
    unused = list(report.unused)
    earlier: Record = {"comparison": write_comparison(report.comparison), "trend": write_trend(report.trend)}
    yield encode_line("run", {**write_head(report), "sources": sources, "unused_purposes": unused, **earlier})
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
    yield from _render_observed(report)
    for fingerprint, row_number, start, end in positions:
        place: Record = {"row": row_number, "start": start, "end": end}
        yield encode_line("position", {"fingerprint": fingerprint, **place})
    summary = write_summary(report, summarise(report))
    closing: Record = {"status": report.run.status, "findings": len(report.entries), "summary": summary}
    yield encode_line("end", closing)


def _render_observed(report: Report) -> Iterator[str]:
    """What the checks of the policy's promises saw, and what they rest on."""
    for observation in report.observations:
        yield encode_line("observation", write_observation(observation))
    for profile in report.profiles:
        yield encode_line("profile", write_profile(profile))
    for condition in report.conditions:
        yield encode_line("condition", write_condition(condition))
    for times in report.times:
        yield encode_line("times", write_times(times))
    for overlap in report.overlaps:
        yield encode_line("overlap", write_overlap(overlap))
    for acceptance in report.acceptances:
        yield encode_line("acceptance", write_acceptance_state(acceptance))


def encode_line(type: str, record: Record) -> str:
    """One object on one line."""
    return encode({"type": type, **record}) + "\n"
