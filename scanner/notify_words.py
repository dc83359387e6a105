"""Alerts in words, Japanese or English: one letter, which each kind of target then gets in its own form."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from reports.base import SEVERITIES
from reports.messages import label, message, write_number
from reports.phrases import category_title, show
from scanner.notify_alert import Alert, Item, Part

MOST_PLACES = 3
"""Findings that a message for people names; the numbers count all."""

_LONGEST_NAME, _LONGEST_PROJECT = 80, 60


@dataclass(frozen=True, slots=True)
class Letter:
    """A message for people. ``aside`` is when and which run; each section has lines, the first its main sentence;
    ``closing`` what stands below."""

    title: str
    aside: str
    sections: tuple[tuple[str, ...], ...]
    closing: tuple[str, ...]


@cache
def load_words() -> Mapping[str, Any]:
    """The shipped words of ``data/notify.toml``; read once."""
    return tomllib.loads((files("scanner") / "data" / "notify.toml").read_text(encoding="utf-8"))


def say(section: str, key: str, lang: str, **params: object) -> str:
    """A text, filled in; whole numbers get thousands commas."""
    texts = load_words()[section][key]
    text: str = texts.get(f"{lang}_one", texts[lang]) if params.get("n") == 1 else texts[lang]
    return text.format_map({name: write_number(value) for name, value in params.items()})


def write_letter(alert: Alert, target: str) -> Letter:
    """Put an alert into words. ``target`` is what the receiver is called in the configuration."""
    lang, first = alert.lang, alert.parts[0]
    words = {**first.facts, **_severities(first, lang), "project": clip(alert.project or "Daicho", _LONGEST_PROJECT)}
    if "period" in words:
        words["period_words"] = say("period", str(words["period"]), lang)
    aside = " · ".join(part for part in (show(alert.run), f"{alert.at:%Y-%m-%d %H:%M %z}") if part)
    link = alert.link.replace("{run}", alert.run)
    closing = ([say("line", "report", lang, link=link)] if link and alert.run else []) + [say("line", "promise", lang)]
    sections = tuple(tuple(_section(part, lang, target)) for part in alert.parts)
    return Letter(say("title", first.event, lang, **words), aside, sections, tuple(closing))


def clip(text: str, longest: int) -> str:
    """A name made safe to look at, on one line and not too long."""
    shown = " ".join(show(text).split())
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def say_problem(code: str, lang: str) -> str:
    """Why a delivery failed, in words."""
    family, _, detail = code.partition(":")
    known = family if family in load_words()["problem"] else "internal"
    return say("problem", known, lang, detail=clip(detail, 300) or "?")


def write_undelivered(number: int, lang: str) -> str:
    """That so many alerts were not delivered, and where to look."""
    return say("text", "some-undelivered", lang, n=number)


def _severities(part: Part, lang: str) -> dict[str, str]:
    named = [f"{message(f'severity.{one}', lang)} {part.severity[one]:,}" for one in SEVERITIES if one in part.severity]
    return {"severities": join_words(named, lang) or "0"}


def join_words(words: Sequence[str], lang: str) -> str:
    """Words in a row, as the language writes them."""
    return ("、" if lang == "ja" else ", ").join(words)


def _changes(part: Part, lang: str) -> str:
    """``3 new, 1 reopened``: why findings are told, without what there is none of."""
    counts = [(code, n) for code in ("new", "reopened", "raised", "lapsed", "fixed") if (n := part.facts.get(code))]
    if not counts:
        return say("change", "none", lang)
    return join_words(
        [
            f"{say('change', code, lang)} {n:,}" if lang == "ja" else f"{n:,} {say('change', code, lang)}"
            for code, n in counts
        ],
        lang,
    )


def _section(part: Part, lang: str, target: str) -> Iterator[str]:
    facts = {**part.facts, **_severities(part, lang), "target": target, "changes": _changes(part, lang)}
    if part.event == "digest":
        yield say("line", "digest-runs" if part.facts["runs"] else "digest-none", lang, **facts)
        yield say("line", "digest-open", lang, **facts)
        if part.facts["incomplete"]:
            yield say("line", "digest-incomplete", lang, **facts)
    elif part.event == "run-missed":
        yield say("line", "run-missed-late" if part.facts["late"] else "run-missed-skipped", lang, **facts)
    elif part.event == "run-failed":
        code = str(part.facts["code"])
        reason = say("reason", code if code in load_words()["reason"] else "other", lang)
        yield say("line", "run-failed", lang, **facts, reason=reason)
    else:
        yield say("line", part.event, lang, **{**facts, "sources": clip(str(facts.get("sources", "")), 300)})
    for item in part.items[:MOST_PLACES]:
        yield "• " + _item(item, lang)
    more = int(part.facts.get("n", 0)) - MOST_PLACES
    if part.items and more > 0:
        yield say("line", "new-more", lang, n=more)


def _item(item: Item, lang: str) -> str:
    place = " / ".join(clip(one, _LONGEST_NAME) for one in (item.source, item.collection, item.field, item.path) if one)
    text = say(
        "line",
        "item",
        lang,
        severity=message(f"severity.{item.severity}", lang),
        category=clip(category_title(item.category, lang), _LONGEST_NAME),
        place=place,
        change=say("change", item.change, lang),
        policy=label("policy", item.policy, lang),
    )
    return text + (say("line", "owner", lang, owner=clip(item.owner, _LONGEST_NAME)) if item.owner else "")
