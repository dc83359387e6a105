"""The lists of the HTML report about the policy, earlier runs and exceptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.acceptance_phrases import (
    say_acceptance_kind,
    say_acceptance_note,
    say_acceptance_status,
    say_answerable,
)
from reports.base import Report
from reports.checks import load_checks
from reports.comparison import FormerFinding
from reports.gap_phrases import (
    name_gap_matter,
    name_observation,
    say_actor,
    say_direction,
    say_observation,
    say_policy_gap,
    say_settlements,
)
from reports.gaps import PolicyGap, find_policy_gaps
from reports.html_listing import Column, Listing, cell, place, same
from reports.html_words import both, name, pick_label
from reports.messages import LANGUAGES
from reports.phrases import category_title
from reports.policy import Policy


def list_policy_gaps(report: Report) -> Listing:
    """What lies between the policy and the data, in every direction."""
    columns = (
        Column("label.direction", "head"),
        Column("label.severity", "severity"),
        Column("label.source", "place"),
        Column("label.what"),
        Column("label.number", "figure"),
        Column("label.actor"),
        Column("label.settle"),
    )
    policy = report.policy
    lines = (
        (
            cell(both(say_direction, gap.direction, policy)),
            cell(pick_label("severity", gap.severity), gap.severity),
            same(name(gap.source)),
            cell(say_matter(gap, policy)),
            same(f"{gap.count:,}" if gap.count else ""),
            cell(both(say_actor, gap)),
            cell(join_words(gap, policy)),
        )
        for gap in find_policy_gaps(report)
    )
    return Listing("gaps", columns, tuple(lines), 15)


def say_matter(gap: PolicyGap, policy: Policy) -> dict[str, str]:
    """What a gap is about; in a whole sentence where it is about what was not found or not looked at."""
    phrase = name_gap_matter if gap.fingerprints else say_policy_gap
    return {lang: name(text) for lang, text in both(phrase, gap, policy).items()}


def join_words(gap: PolicyGap, policy: Policy) -> dict[str, str]:
    """What would settle a gap, one way beside the other."""
    joints = {"ja": "／", "en": " / "}
    return {lang: joints[lang].join(say_settlements(gap, policy, lang)) for lang in LANGUAGES}


def list_observations(report: Report) -> Listing:
    """What the checks of the policy's promises saw."""
    columns = (
        Column("label.severity", "severity"),
        Column("label.observation", "head"),
        Column("label.where", "place"),
        Column("label.seen"),
    )
    lines = (
        (
            cell(pick_label("severity", one.severity), one.severity),
            cell(title_check(one.check)),
            cell({lang: name(text) for lang, text in both(name_observation, one).items()}),
            cell({lang: name(text) for lang, text in both(say_observation, one).items()}),
        )
        for one in report.observations
    )
    return Listing("observations", columns, tuple(lines))


def list_former(id: str, former: Sequence[FormerFinding]) -> Listing:
    """Findings of the run that is compared with and that this run does not have."""
    columns = (
        Column("label.severity", "severity"),
        Column("label.what", "head"),
        Column("label.where", "place"),
        Column("label.first-seen"),
    )
    lines = (
        (
            cell(pick_label("severity", one.severity), one.severity),
            cell(both(category_title, one.category)),
            place(one.location),
            same(f"{one.first_seen:%Y-%m-%d}" if one.first_seen else ""),
        )
        for one in former
    )
    return Listing(id, columns, tuple(lines))


def list_exceptions(report: Report) -> Listing:
    """Every exception: what became of it, who answers for it and until when; what calls for something first."""
    columns = (
        Column("label.status", "status"),
        Column("label.where", "head"),
        Column("label.acceptance"),
        Column("label.reason"),
        Column("label.answerable"),
        Column("label.until"),
        Column("label.hint"),
    )
    lines = (
        (
            cell(both(say_acceptance_status, state), state.status),
            same(name(state.acceptance.where or state.acceptance.fingerprint)),
            cell(both(say_acceptance_kind, state.acceptance)),
            same(name(" · ".join(filter(None, (state.acceptance.reason, state.acceptance.ticket))))),
            cell({lang: name(text) for lang, text in both(say_answerable, state.acceptance).items()}),
            same(state.acceptance.expires.isoformat()),
            cell(both(say_acceptance_note, state)),
        )
        for state in report.acceptances
    )
    return Listing("exceptions", columns, tuple(lines), 20)


def title_check(id: str) -> Mapping[str, str]:
    """What a check is called; one that is not known stands for itself."""
    check = load_checks().get(id)
    return check.title if check else dict.fromkeys(LANGUAGES, name(id))


def list_checks(report: Report) -> Listing:
    """The checks that saw something, and what to do about it."""
    columns = (
        Column("label.check", "head"),
        Column("label.next"),
        Column("label.law"),
        Column("label.category"),
    )
    met = {id for entry in report.entries for id in entry.checks} | {one.check for one in report.observations}
    known = load_checks()
    lines = (
        (cell(title_check(id)), cell(known[id].remedy), same(known[id].law), same(id)) for id in known if id in met
    )
    return Listing("checks", columns, tuple(lines))
