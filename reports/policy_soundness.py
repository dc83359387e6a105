"""What makes a policy file unusable although every part of it can be read: circles, purposes for nothing, dates in
the wrong order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from reports.policy import Policy, Purpose
from reports.policy_document import PolicyDocument

_COVERING = ("expected", "plausible", "needs-notice")


def refuse_unsound(document: PolicyDocument, policy: Policy) -> None:
    """:class:`reports.policy.PolicyError` at the first thing in ``policy`` that contradicts itself."""
    _refuse_circles(document, policy.purposes)
    _refuse_purposes_for_nothing(document, policy)
    _refuse_dates_in_the_wrong_order(document, policy)


def _refuse_circles(document: PolicyDocument, purposes: tuple[Purpose, ...]) -> None:
    parents = {purpose.id: purpose.parent for purpose in purposes}
    for id, parent in parents.items():
        if parent and parent not in parents:
            problem = f"purpose '{id}' details the unknown purpose '{parent}'; declared are {', '.join(parents)}"
            raise document.error(problem, at=parent, part="purposes")
    for id in parents:
        trail = [id]
        while parent := parents[trail[-1]]:
            if parent in trail:
                circle = " -> ".join((*trail[trail.index(parent) :], parent))
                problem = f"the parents go in a circle: {circle}; one of them must have no 'parent'"
                raise document.error(problem, at=parent, part="purposes")
            trail.append(parent)


def _refuse_purposes_for_nothing(document: PolicyDocument, policy: Policy) -> None:
    """A policy without any matrix is one that nobody has filled in yet: nothing is said of its purposes."""
    if not policy.matrix:
        return
    served = {id for row in policy.matrix.values() for id, fit in row.items() if fit in _COVERING}
    detailed = {purpose.parent for purpose in policy.purposes}
    for purpose in policy.purposes:
        if purpose.id not in served and purpose.id not in detailed and not purpose.delegating:
            problem = (
                f"purpose '{purpose.id}' is for nothing: the matrix gives it no category;"
                " mark at least one as expected (●), plausible (○) or needs-notice (△), or take the purpose away"
            )
            raise document.error(problem, at=purpose.id, part="purposes")


def _refuse_dates_in_the_wrong_order(document: PolicyDocument, policy: Policy) -> None:
    for earlier, later, what in _pairs(policy):
        if _is_day(earlier) and _is_day(later) and later < earlier:
            raise document.error(f"the dates are in the wrong order: {what}", at=later)


def _pairs(policy: Policy) -> Iterator[tuple[str, str, str]]:
    """Dates of which the first must not be later than the second, and what is wrong if it is."""
    by_kind: dict[str, list[str]] = {}
    for milestone in policy.milestones:
        by_kind.setdefault(milestone.kind, []).append(milestone.date)
    enacted = min(filter(None, by_kind.get("enacted", ())), default="")
    revised = [day for day in by_kind.get("revised", ()) if day]
    starts = [day for day in (policy.effective, *by_kind.get("effective", ())) if day]
    for day in revised:
        yield enacted, day, f"revised {day} before it was enacted {enacted}"
    for one, next_one in pairwise(revised):
        yield one, next_one, f"the revision of {next_one} stands after that of {one}; list the oldest first"
    for day in starts:
        yield enacted, day, f"effective {day} before it was enacted {enacted}"
        for end in filter(None, by_kind.get("expires", ())):
            yield day, end, f"expires {end} before it is effective {day}"
    for party in policy.entrusted:
        yield (
            party.since,
            party.until,
            f"the contract of '{party.id}' ends {party.until} before it starts {party.since}",
        )


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
