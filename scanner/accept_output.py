"""The texts of ``daicho accept``: exceptions listed, a finding shown without anything of its values."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from reports.acceptance import NOTICE, AcceptanceState, AcceptanceStatus
from reports.acceptance_json import write_acceptance_state
from reports.acceptance_phrases import name_acceptance, say_acceptance_kind, say_acceptance_status, say_answerable
from reports.accepting import name_place
from reports.base import Entry
from reports.messages import message
from reports.phrases import category_title, say_evidence, say_next, say_policy, say_why, show, write_confidence
from scanner.acceptance_file import Block
from scanner.paragraphs import write_paragraph


@cache
def load_words() -> Mapping[str, Any]:
    """The shipped words of ``data/acceptance.toml``; read once."""
    return tomllib.loads((files("scanner") / "data" / "acceptance.toml").read_text(encoding="utf-8"))


def say(key: str, lang: str, **params: object) -> str:
    """A sentence, filled in; ``KEY-one`` is taken where n is 1 and there is one."""
    texts = load_words()["text"]
    chosen = f"{key}-one" if params.get("n") == 1 and f"{key}-one" in texts else key
    text: str = texts[chosen][lang]
    return text.format_map(params)


def find_standing(block: Block, today: date) -> AcceptanceState:
    """What the calendar alone says of an exception."""
    left = block.acceptance.days_left(today)
    status: AcceptanceStatus = "expired" if left < 0 else "expiring" if left <= NOTICE else "in-force"
    return AcceptanceState(block.acceptance, status)


def list_blocks(blocks: Sequence[Block], today: date, lang: str) -> Iterator[str]:
    """Exceptions with who, why and until when; the earliest day first."""
    for block in sorted(blocks, key=lambda one: one.acceptance.expires):
        made = block.acceptance
        status = say_acceptance_status(find_standing(block, today), lang)
        until = say("day", lang, day=made.expires.isoformat())
        fingerprint = f"  {made.fingerprint}" if made.where else ""
        yield ""
        yield f"{status}  {until}{fingerprint}  ({say('line', lang, n=block.line)})"
        ticket = (show(made.ticket),) if made.ticket else ()
        yield from write_paragraph("", name_acceptance(made))
        parts = (say_acceptance_kind(made, lang), say_answerable(made, lang), *ticket, show(made.reason))
        yield from write_paragraph("", " · ".join(parts))


def write_blocks(blocks: Sequence[Block], today: date) -> list[dict[str, object]]:
    """The same for machines."""
    return [
        {
            **write_acceptance_state(find_standing(block, today)),
            "days_left": block.acceptance.days_left(today),
            "line": block.line,
        }
        for block in sorted(blocks, key=lambda one: one.acceptance.expires)
    ]


def show_finding(entry: Entry, at: int, number: int, lang: str) -> Iterator[str]:
    """A finding for somebody who has to decide about it: no value, not even a masked one."""
    finding = entry.finding
    severity = message(f"severity.{entry.severity}", lang).upper()
    state = message(f"state.{entry.state}", lang)
    yield ""
    yield f"[{at}/{number}] {severity}  {category_title(finding.category, lang)}  {state}  {entry.fingerprint}"
    sure = " · ".join((write_confidence(finding.confidence), *say_evidence(finding, lang)))
    texts = {
        "where": name_place(finding.location),
        "sure": sure,
        "against-policy": f"{say_policy(entry, lang)}: {say_why(entry, lang)}",
        "next": " ".join(say_next(entry, lang)),
    }
    for label, text in texts.items():
        yield from write_paragraph(say(label, lang), text)
