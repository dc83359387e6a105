"""The checks of the policy's promises: their words, who has to act, and what they look at.

``data/checks.toml`` holds every check by id; the modules that run them are listed in ``reports/observing.py``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from connectors.base import Condition, Skipped
from detectors.base import Overlap, RecordTimes
from reports.base import Coverage, Entry, Severity, SourceInfo
from reports.policy import Policy


@dataclass(frozen=True, slots=True)
class Check:
    """One check. ``role`` is the role of the article of the policy that it holds the data against (``security``);
    ``measure`` words by which the item of that article is found; ``law`` the provision behind it, ``actor`` who has to
    act (a code of the message catalogue). ``title``, ``sentence`` and ``remedy`` are by language (``ja``, ``en``);
    sentences are filled in with the facts of an observation."""

    id: str
    severity: Severity
    role: str
    law: str
    actor: str
    title: Mapping[str, str]
    sentence: Mapping[str, str]
    remedy: Mapping[str, str]
    measure: tuple[str, ...] = ()


@cache
def load_checks() -> Mapping[str, Check]:
    """Every check by id, in the order of the file."""
    data = tomllib.loads((files("reports") / "data" / "checks.toml").read_text(encoding="utf-8"))
    return {
        id: Check(
            id,
            row["severity"],
            row["role"],
            row.get("law", ""),
            row["actor"],
            row["title"],
            row["sentence"],
            row["remedy"],
            tuple(row.get("measure", ())),
        )
        for id, row in data["check"].items()
    }


def find_clause(check: Check, policy: Policy) -> str:
    """The item of the policy that promises what the check looks at: the first item of an article of its role in which
    one of its words stands, else the article's number; empty where the policy has no such article."""
    number = next((article.number for article in policy.articles if article.role == check.role), None)
    if number is None:
        return ""
    items = {one.item: one.text for one in policy.measures} | {one.item: one.text for one in policy.provisions}
    for item, text in items.items():
        if item.partition("-")[0] == str(number) and any(word in text.casefold() for word in check.measure):
            return item
    return str(number)


@dataclass(frozen=True, slots=True)
class Scene:
    """What checks look at: everything of a run, before there is a report. ``today`` is the day against which ages and
    contracts are counted."""

    policy: Policy
    sources: tuple[SourceInfo, ...]
    entries: tuple[Entry, ...]
    coverage: tuple[Coverage, ...]
    today: date
    skipped: tuple[Skipped, ...] = ()
    conditions: tuple[Condition, ...] = ()
    times: tuple[RecordTimes, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
