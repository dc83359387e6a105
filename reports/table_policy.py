"""The part of the report for a terminal that sets everything against the policy: gaps in all directions, and what the
checks of its promises saw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from reports.base import SEVERITIES, Observation, Report, Severity
from reports.checks import load_checks
from reports.gap_phrases import (
    name_gap_matter,
    name_observation,
    say_actor,
    say_clause,
    say_direction,
    say_observation,
    say_settlement,
)
from reports.gaps import Direction, PolicyGap, Settlement, find_policy_gaps
from reports.messages import message
from reports.phrases import pick_title, show
from reports.policy import Policy
from reports.terminal import STYLES, join_parts, print_heading, print_wrapped

NAMED = 3
"""So many things of a direction, places and sentences of a check are named."""

OBSERVED = 20
"""So many checks get lines of their own."""


def print_policy(console: Console, report: Report, lang: str) -> None:
    """One direction after the other, worst first: how much, what, who has to act, and what would settle it."""
    groups: dict[Direction, list[PolicyGap]] = defaultdict(list)
    for gap in find_policy_gaps(report):
        groups[gap.direction].append(gap)
    policy = report.policy
    name = show(" ".join(filter(None, (pick_title(policy.title, lang), policy.version))))
    print_heading(console, message("title.against-policy", lang), name)
    if not groups:
        console.print(Text("  " + message("phrase.no-policy-gaps", lang)))
    for direction, gaps in groups.items():
        _print_direction(console, direction, gaps, policy, lang)


def _print_direction(
    console: Console, direction: Direction, gaps: Sequence[PolicyGap], policy: Policy, lang: str
) -> None:
    count = sum(gap.count for gap in gaps) or len(gaps)
    title = f"{say_direction(direction, policy, lang)}  {count:,}"
    matters = "; ".join(_name_matters(gaps, policy, lang))
    fits = cell_len(title) + cell_len(matters) + 4 <= console.width
    console.print(Text("  ") + Text(title, style="bold") + Text(f"  {matters}" if fits else "", style="not bold"))
    if not fits:
        print_wrapped(console, matters, margin=5)
    actors = ", ".join(dict.fromkeys(say_actor(gap, lang) for gap in gaps[:NAMED]))
    settlements: dict[Settlement, None] = dict.fromkeys(one for gap in gaps for one in gap.settlements)
    steps = " / ".join(say_settlement(one, policy, lang) for one in settlements)
    print_wrapped(console, f"{actors}: {steps}", margin=5)


def _name_matters(gaps: Sequence[PolicyGap], policy: Policy, lang: str) -> list[str]:
    """The first things that a direction is about, each once, with its sources; then how many more there are."""
    sources: dict[str, list[str]] = defaultdict(list)
    for gap in gaps:
        sources[name_gap_matter(gap, policy, lang)].append(show(gap.source))
    named = [_name_with_sources(matter, held, lang) for matter, held in list(sources.items())[:NAMED]]
    rest = len(sources) - len(named)
    return [*named, message("phrase.more-kinds", lang, n=rest)] if rest else named


def _name_with_sources(matter: str, sources: list[str], lang: str) -> str:
    known = list(dict.fromkeys(source for source in sources if source))
    names = known[:NAMED]
    if len(known) > NAMED:
        names.append(message("phrase.more-kinds", lang, n=len(known) - NAMED))
    listed = ", ".join(names)
    return f"{matter} ({listed})" if matter and listed else matter or listed


def print_observations(console: Console, report: Report, lang: str, min_severity: Severity = "low") -> None:
    """What the checks of the policy's promises saw, worst first, one block for each check and severity. Observations
    below ``min_severity`` are counted only."""
    if not report.observations:
        return
    print_heading(console, f"{message('title.promises', lang)}  {len(report.observations):,}")
    listed = SEVERITIES[: SEVERITIES.index(min_severity) + 1]
    groups: dict[tuple[Severity, str], list[Observation]] = defaultdict(list)
    for one in report.observations:
        if one.severity in listed:
            groups[one.severity, one.check].append(one)
    shown = list(groups.values())[:OBSERVED]
    for seen in shown:
        _print_observed(console, seen, report.policy, lang)
    rest = len(report.observations) - sum(len(seen) for seen in shown)
    if rest:
        print_wrapped(console, message("phrase.more-observations", lang, n=rest), margin=2)


def _print_observed(console: Console, seen: Sequence[Observation], policy: Policy, lang: str) -> None:
    """The observations of one check: each sentence with its places, then the clause, who acts and what to do once."""
    check, severity = seen[0].check, seen[0].severity
    known = load_checks().get(check)
    title = Text("  ")
    title.append(f" {message(f'severity.{severity}', lang).upper()} ", style=STYLES[severity])
    title.append(f" {known.title[lang] if known else show(check)}", style="bold")
    title.append(f"  {show(check)}  {len(seen):,}")
    console.print(title)
    places: dict[str, dict[str, None]] = defaultdict(dict)
    for one in seen:
        places[say_observation(one, lang)][name_observation(one, lang)] = None
    for sentence, named in list(places.items())[:NAMED]:
        rest = [message("phrase.more-places", lang, n=len(named) - NAMED)] if len(named) > NAMED else []
        print_wrapped(console, f"{'; '.join([*named][:NAMED] + rest)}: {sentence}", margin=5)
    if len(places) > NAMED:
        print_wrapped(console, message("phrase.more-kinds", lang, n=len(places) - NAMED), margin=5)
    clause = say_clause(seen[0], policy, lang)
    promise = message("phrase.promised", lang, clause=clause) if clause else ""
    remedy = f"{message(f'actor.{known.actor}', lang)}: {known.remedy[lang]}" if known else ""
    print_wrapped(console, join_parts((promise, remedy)), margin=5)
