"""The part of the terminal's report that engineers look for: the lines of migrations that add what was found."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from reports.actions import rank_entry
from reports.base import Entry, Origin, Report
from reports.messages import message
from reports.phrases import category_title, name_field, say_policy, show
from reports.terminal import join_parts, print_heading

MOST = 200
"""So many lines are listed; all are in the machine formats."""


def list_origins(report: Report) -> list[tuple[Origin, Entry]]:
    """The findings whose column some line of a migration adds, in the order of files and lines, no exceptions."""
    sources = {source.id: source for source in report.sources}
    found = []
    for entry in sorted(report.entries, key=rank_entry):
        source = sources.get(entry.finding.location.source)
        origin = source.find_origin(entry.finding.location) if source else None
        if origin and not entry.excepted:
            found.append((origin, entry))
    return sorted(found, key=lambda pair: (pair[0].path, pair[0].line))


def print_origins(console: Console, report: Report, lang: str) -> None:
    """One row each: ``file:line`` as editors open it, what it adds, and how that stands to the policy."""
    found = list_origins(report)
    if not found:
        return
    print_heading(console, message("title.added-lines", lang))
    for origin, entry in found[:MOST]:
        place = entry.finding.location
        parts = (
            message(f"severity.{entry.severity}", lang),
            category_title(entry.finding.category, lang),
            f"{show(place.collection)}.{name_field(place, lang)}",
            say_policy(entry, lang),
            message(f"state.{entry.shown_state}", lang),
        )
        # Never broken by us: editors and log viewers make a link of it.
        console.print(Text(f"  {show(origin.path)}:{origin.line}  {join_parts(parts)}"), soft_wrap=True)
    if len(found) > MOST:
        more = message("phrase.more-places", lang, n=len(found) - MOST)
        console.print(Text(f"  {more}  {message('phrase.see-all', lang)}"))
