"""Exceptions in a scan: which are held against it, and what standard error says of them afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from reports.acceptance import Acceptance, AcceptanceState, AcceptanceStatus
from reports.acceptance_phrases import name_acceptance, say_acceptance_note
from reports.messages import message
from scanner.acceptance_file import acceptance_path, read_acceptances

_CALLING: tuple[AcceptanceStatus, ...] = ("expired", "misplaced", "refused", "expiring", "unused")
_TOLD = 20
"""So many exceptions are named; the rest is counted."""


def load_acceptances(config: Path | None, *, targets: bool) -> tuple[Acceptance, ...]:
    """The exceptions that hold for a scan. They are made for the sources of the configuration: TARGETs of the command
    line are others, whatever they are called, unless there is no configuration at all."""
    if targets and config is not None:
        return ()
    return read_acceptances(acceptance_path(config), date.today()).acceptances()


def write_notes(states: Sequence[AcceptanceState], lang: str) -> Iterator[str]:
    """A line for each exception that calls for something."""
    calling = [one for one in states if one.status in _CALLING]
    for state in calling[:_TOLD]:
        place = name_acceptance(state.acceptance)
        fingerprint = f" {state.acceptance.fingerprint}" if state.acceptance.where else ""
        head = message("label.exception", lang)
        yield f"{head}{fingerprint}: {place}: {say_acceptance_note(state, lang)}"
    if len(calling) > _TOLD:
        yield f"{message('label.exception', lang)}: {message('phrase.more-places', lang, n=len(calling) - _TOLD)}"
