"""The part of the report for a terminal that lists exceptions: what became of each, who answers for it, until when."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from reports.acceptance_phrases import name_acceptance, say_acceptance_note, say_acceptance_status, say_excepted
from reports.base import Report
from reports.messages import message
from reports.phrases import show
from reports.terminal import join_parts, print_heading, print_wrapped

LISTED = 20
"""So many exceptions get lines of their own; those that call for something come first."""

_CALLING = ("expired", "misplaced", "refused", "expiring", "unused")


def print_acceptances(console: Console, report: Report, lang: str) -> None:
    """Every exception of the run, those that call for something first; nothing where there is none."""
    states = report.acceptances
    if not states:
        return
    print_heading(console, f"{message('title.exceptions', lang)} {len(states):,}", message("phrase.exceptions", lang))
    for state in states[:LISTED]:
        acceptance = state.acceptance
        word = say_acceptance_status(state, lang)
        fingerprint = show(acceptance.fingerprint) if acceptance.where else ""
        console.print(
            Text("  ") + Text(word, style="bold" if state.status in _CALLING else "") + Text(f"  {fingerprint}")
        )
        print_wrapped(console, name_acceptance(acceptance), margin=5)
        note = say_acceptance_note(state, lang) if state.status in _CALLING else ""
        print_wrapped(console, join_parts((note, say_excepted(acceptance, lang))), margin=5)
    if len(states) > LISTED:
        more = message("phrase.more-places", lang, n=len(states) - LISTED)
        print_wrapped(console, f"{more}  {message('phrase.see-all', lang)}", margin=2)
