"""Exceptions in words, the same in the terminal, in HTML and on standard error."""

from __future__ import annotations

from reports.acceptance import Acceptance, AcceptanceState
from reports.base import Entry
from reports.messages import message
from reports.phrases import show


def name_acceptance(acceptance: Acceptance) -> str:
    """The place of an exception as its file says it; its fingerprint where it does not."""
    return show(acceptance.where or acceptance.fingerprint)


def say_acceptance_status(state: AcceptanceState, lang: str) -> str:
    """What became of an exception, in a word or two."""
    return message(f"acceptance-status.{state.status}", lang)


def say_acceptance_note(state: AcceptanceState, lang: str) -> str:
    """What that means, in one sentence."""
    return message(f"acceptance-note.{state.status}", lang, day=state.acceptance.expires.isoformat())


def say_acceptance_kind(acceptance: Acceptance, lang: str) -> str:
    """Why the finding may stay."""
    return message(f"acceptance-kind.{acceptance.kind}", lang)


def say_answerable(acceptance: Acceptance, lang: str) -> str:
    """Who answers for an exception, and who approved it."""
    owner = show(acceptance.owner)
    if not acceptance.approved_by:
        return owner
    return message("phrase.approved", lang, owner=owner, approver=show(acceptance.approved_by))


def say_lapse(entry: Entry, lang: str) -> str:
    """That the exception of a finding has expired; empty where it has not, or there is none."""
    if entry.acceptance is None or not entry.lapsed:
        return ""
    return message("acceptance-note.expired", lang, day=entry.acceptance.expires.isoformat())


def say_excepted(acceptance: Acceptance, lang: str) -> str:
    """The exception of a finding in one line: kind, who, until when, why."""
    parts = (
        say_acceptance_kind(acceptance, lang),
        say_answerable(acceptance, lang),
        message("phrase.until", lang, day=acceptance.expires.isoformat()),
        show(acceptance.reason),
    )
    return " · ".join(parts)
