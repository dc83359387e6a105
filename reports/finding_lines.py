"""What programs show in one line: the title of a finding, an observation or a place that was not scanned, and what
there is to say of it. Names are safe to look at and not longer than a screen takes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from connectors.base import Location
from reports.base import Entry, Observation, Severity
from reports.checks import load_checks
from reports.gap_phrases import name_observation, say_clause, say_observation
from reports.messages import label, message
from reports.phrases import (
    category_title,
    name_gap,
    say_evidence,
    say_gap_next,
    say_next,
    say_policy,
    say_why,
    show,
    write_confidence,
)
from reports.policy import Policy
from reports.statements import name_place
from reports.summary import Gap

LONGEST = 200
"""So many characters of a place are shown: names can be of any length."""

_CUT = "…"

Level = Literal["error", "warning", "note"]
LEVELS: dict[Severity, Level] = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
"""How bad a severity is in the words that tools for developers share."""


def cut(text: str, longest: int = LONGEST) -> str:
    """A text of at most ``longest`` characters; the middle is left out, since both ends of a path tell most."""
    if len(text) <= longest:
        return text
    head = longest // 2
    return text[:head] + _CUT + text[len(text) - (longest - head - len(_CUT)) :]


def show_cut(text: str, longest: int = LONGEST) -> str:
    """A name from outside, safe to look at and of at most ``longest`` characters."""
    return cut(show(cut(text, longest)), longest)


def _shorten(place: Location) -> Location:
    """A place whose names have a length that can be worked with."""
    path = place.path if place.path is None else cut(place.path)
    return Location(cut(place.source), cut(place.collection), cut(place.field), path)


def pair(first: str, second: str, lang: str) -> str:
    """A thing and what there is to say of it, with the colon of the language."""
    return message("machine.pair", lang, first=first, second=second)


def title_finding(entry: Entry, lang: str) -> str:
    """What was found."""
    return category_title(entry.finding.category, lang)


def place_finding(entry: Entry, lang: str) -> str:
    """Where it was found."""
    return cut(name_place(_shorten(entry.finding.location), lang))


def say_finding(entry: Entry, lang: str) -> str:
    """How sure it is, how it stands to the policy, and what to do."""
    sure = message("machine.confidence", lang, confidence=write_confidence(entry.finding.confidence))
    evidence = _join((*say_evidence(entry.finding, lang), sure), lang)
    steps = message("machine.next", lang, step=" ".join(say_next(entry, lang)))
    policy = pair(say_policy(entry, lang), say_why(entry, lang), lang)
    return cut(join_sentences((evidence, policy, steps), lang), 4 * LONGEST)


def title_observation(one: Observation, lang: str) -> str:
    """What the check is called."""
    check = load_checks().get(one.check)
    return check.title[lang] if check else show_cut(one.check)


def place_observation(one: Observation, lang: str) -> str:
    """Where the check saw something."""
    return cut(name_observation(replace(one, location=_shorten(one.location)), lang))


def say_observed(one: Observation, policy: Policy, lang: str) -> str:
    """What was seen, what the policy promises, and what to do."""
    check = load_checks().get(one.check)
    one = shorten_observation(one)
    clause = say_clause(one, policy, lang)
    promised = message("phrase.promised", lang, clause=clause) if clause else ""
    remedy = message("machine.next", lang, step=check.remedy[lang]) if check else ""
    return cut(join_sentences((say_observation(one, lang), promised, remedy), lang), 4 * LONGEST)


def shorten_observation(one: Observation) -> Observation:
    """An observation whose texts have a length that can be worked with."""
    facts = {name: cut(fact) if isinstance(fact, str) else fact for name, fact in one.facts.items()}
    return replace(one, check=cut(one.check), clause=cut(one.clause), location=_shorten(one.location), facts=facts)


def identify_observation(one: Observation) -> str:
    """The identity of an observation over time: its check and its place; no facts, since numbers change."""
    place: Location = one.location
    text = "\0".join((one.check, place.source, place.collection, place.field, place.path or ""))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def title_gap(gap: Gap, lang: str) -> str:
    """That a place was not scanned, or not to its end, and why."""
    extent = message("row.partly" if gap.partial else "row.not-scanned", lang)
    return pair(extent, show(label("skip", gap.reason, lang)), lang)


def place_gap(gap: Gap, lang: str) -> str:
    """Which place."""
    return cut(f"{show_cut(gap.source)} / {name_gap(_shorten_gap(gap), lang)}")


def _shorten_gap(gap: Gap) -> Gap:
    path = gap.path if gap.path is None else cut(gap.path)
    place = replace(gap, collection=cut(gap.collection), field=cut(gap.field), path=path)
    return replace(place, problem=cut(gap.problem, 2 * LONGEST), hint=cut(gap.hint, 2 * LONGEST))


def say_gap(gap: Gap, lang: str) -> str:
    """What the trouble was and what to do. What connectors say is English only."""
    gap = _shorten_gap(gap)
    steps = message("machine.next", lang, step=say_gap_next(gap, lang))
    return cut(join_sentences((show(gap.problem), steps, message("phrase.not-same-as-clean", lang)), lang), 4 * LONGEST)


def _join(parts: tuple[str, ...], lang: str) -> str:
    return ("、" if lang == "ja" else ", ").join(part for part in parts if part)


def join_sentences(parts: Iterable[str], lang: str) -> str:
    """Parts as sentences, each with its full stop."""
    stop = "。" if lang == "ja" else "."
    ended = (part if part.endswith((".", "。", "!", "?")) else part + stop for part in parts if part)
    return ("" if lang == "ja" else " ").join(ended)
