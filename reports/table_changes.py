"""What changed since an earlier run, in one line of the report for a terminal."""

from __future__ import annotations

from rich.console import Console

from reports.base import Report
from reports.messages import message
from reports.phrases import show
from reports.summary import summarise
from reports.terminal import print_wrapped


def print_changes(console: Console, report: Report, lang: str) -> None:
    """How many findings are new, back, fixed, and not looked at. Nothing where the report is compared with no run."""
    if report.comparison is not None:
        console.print()
        print_wrapped(console, say_changes(report, lang), margin=1)


def say_changes(report: Report, lang: str) -> str:
    """The change in words; empty where the report is compared with no run."""
    comparison = report.comparison
    if comparison is None:
        return ""
    states = summarise(report).state
    return message(
        "phrase.since-run",
        lang,
        run=show(comparison.run),
        when=f"{comparison.started:%Y-%m-%d %H:%M}",
        new=states["new"],
        reopened=states["reopened"],
        fixed=len(comparison.fixed),
        unseen=len(comparison.unseen),
    )
