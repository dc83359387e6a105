"""What the pages of the HTML report put together: purposes and what serves them, clauses and what was seen of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from reports.base import SEVERITIES, Observation, Report, Severity
from reports.checks import Check, load_checks
from reports.clauses import Clause, quote_item
from reports.gap_phrases import name_observation, say_observation
from reports.html_policy_lists import title_check
from reports.html_words import both, join, pick_message
from reports.phrases import category_title
from reports.policy import Fit, Purpose

SERVING: tuple[Fit, ...] = ("expected", "plausible", "needs-notice", "barred")
"""Fits that the page of purposes lists: data that serves a purpose, and data that may not."""

NAMED = 3
"""So many places are named where a check saw more."""

LISTED = 8
"""So many kinds of data are named that serve a purpose."""


@dataclass(frozen=True, slots=True)
class PurposeUse:
    """One purpose of the policy: the sources that declare it, and for each fit the number of findings and what they
    are, the most first."""

    purpose: Purpose
    sources: tuple[str, ...]
    found: tuple[tuple[Fit, int, Mapping[str, str]], ...]


def list_purposes(report: Report) -> list[PurposeUse]:
    """Every purpose of the policy with the sources that declare it and what was found for it."""
    found: dict[tuple[str, Fit], Counter[str]] = defaultdict(Counter)
    for entry in report.entries:
        for fit in entry.purposes:
            found[fit.purpose, fit.fit][entry.finding.category] += 1
    return [
        PurposeUse(
            purpose=purpose,
            sources=tuple(source.id for source in report.sources if purpose.id in source.purposes),
            found=tuple(
                (fit, found[purpose.id, fit].total(), name_categories(found[purpose.id, fit]))
                for fit in SERVING
                if (purpose.id, fit) in found
            ),
        )
        for purpose in report.policy.purposes
    ]


def name_categories(counts: Counter[str]) -> Mapping[str, str]:
    """Categories by their titles, each with its number, the most first; of many only the first."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    named = [{lang: f"{text} {n:,}" for lang, text in both(category_title, id).items()} for id, n in ranked[:LISTED]]
    return join([*named, pick_message("phrase.more-kinds", n=len(ranked) - LISTED)] if ranked[LISTED:] else named)


@dataclass(frozen=True, slots=True)
class CheckCount:
    """What one check saw: how often, how bad at worst, the sentence of the worst case, and the first places."""

    id: str
    check: Check | None
    title: Mapping[str, str]
    count: int
    severity: Severity
    sentence: Mapping[str, str]
    places: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ClauseGroup:
    """A clause of the policy and the checks that looked at it; its item is empty where the policy promises nothing of
    the kind."""

    clause: Clause
    checks: tuple[CheckCount, ...]


def group_observations(report: Report) -> list[ClauseGroup]:
    """Observations by the clause of the policy that they are about, in the policy's order."""
    groups: dict[str, dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for one in report.observations:
        groups[one.clause][one.check].append(one)
    return [
        ClauseGroup(
            quote_item(report.policy, item),
            tuple(count_observations(id, seen) for id, seen in checks.items()),
        )
        for item, checks in sorted(groups.items(), key=lambda group: (not group[0], read_item(group[0])))
    ]


def read_item(item: str) -> tuple[int, int, str]:
    """What sorts items of a policy: 3-5 before 3-10."""
    head, _, tail = item.partition("-")
    return int(head) if head.isdecimal() else 999, int(tail) if tail.isdecimal() else 0, item


def count_observations(id: str, seen: list[Observation]) -> CheckCount:
    """What one check saw of one clause."""
    worst = min(seen, key=lambda one: SEVERITIES.index(one.severity))
    named = {one.location: both(name_observation, one) for one in seen if one.location.source}
    places = tuple(named.values())[:NAMED]
    return CheckCount(
        id,
        load_checks().get(id),
        title_check(id),
        len(seen),
        worst.severity,
        both(say_observation, worst),
        places,
    )


def count_checks(report: Report) -> list[CheckCount]:
    """The checks of the purposes that findings meet, worst first."""
    counts = Counter(id for entry in report.entries for id in entry.checks)
    known = list(load_checks())
    ranked = sorted(counts, key=lambda id: known.index(id) if id in known else len(known))
    found = [CheckCount(id, load_checks().get(id), title_check(id), counts[id], "low", {}) for id in ranked]
    return [
        CheckCount(one.id, one.check, one.title, one.count, one.check.severity, one.check.sentence)
        if one.check
        else one
        for one in found
    ]


def count_states(report: Report) -> dict[str, dict[str, int]]:
    """Findings by state and severity, zeros included."""
    counts = Counter((entry.shown_state, entry.severity) for entry in report.entries)
    states = dict.fromkeys(("new", "existing", *(entry.shown_state for entry in report.entries)))
    return {state: {severity: counts[state, severity] for severity in SEVERITIES} for state in states}


def name_all(categories: tuple[str, ...]) -> Mapping[str, str]:
    """Categories by their titles."""
    return join([both(category_title, id) for id in categories])
