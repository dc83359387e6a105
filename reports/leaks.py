"""What a leak of a finding would mean: whether it would have to be reported, and about how many persons it concerns.

APPI 26 and Rule 7 (in force on the day that ``data/linkage.toml`` names). A report states the facts that the rule asks
for; whether a leak has to be reported is for people to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from detectors.base import Finding
from detectors.catalogue import AppiClass
from reports.base import Coverage, LeakRule
from reports.linkage import Place, class_of, covered, load_linkage

_NEARLY_UNIQUE = 0.9


def find_reportable(
    finding: Finding, standing: AppiClass | None, persons: int | None, beside: Sequence[Finding]
) -> tuple[LeakRule, ...]:
    """The cases of Rule 7 that the data falls under, in the order of the rule. None for a field without values, for
    what is not about a person, and for what nothing links to one (except what opens an account or a purse)."""
    if not finding.evidence.read or finding.subject == "organisation" or standing in ("none", None):
        return ()
    return tuple(_cases(finding, standing, persons, beside))


def _cases(
    finding: Finding, standing: AppiClass | None, persons: int | None, beside: Sequence[Finding]
) -> Iterator[LeakRule]:
    rules = load_linkage()["leak"]
    personal = standing in load_linkage()["link"]["keys"]
    if standing in rules["special_care"]:
        yield "special-care"
    opens_purse = covered(finding.category, rules["property_secret"]) and any(
        covered(one.category, rules["property_beside"]) for one in beside
    )
    if opens_purse or covered(finding.category, rules["property"]):
        yield "property"
    if personal:
        yield "malicious"
    if personal and persons is not None and persons > rules["volume"]:
        yield "volume"


def find_money(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The first finding of data on money in a collection: all that :func:`find_reportable` needs of what stands
    beside."""
    money = load_linkage()["leak"]["property_beside"]
    return next(((one,) for one in findings if covered(one.category, money)), ())


def count_persons(groups: Mapping[Place, Sequence[Finding]], coverage: Iterable[Coverage]) -> dict[Place, int]:
    """About how many persons each collection holds: the most different values in a field of names or ids. In a sample
    of nearly unique values the number grows with the rows that were not read (two digits that count)."""
    rows = {(one.source, one.collection): (one.rows_read, one.rows_total) for one in coverage}
    counted = {}
    for place, findings in groups.items():
        known = [finding for finding in findings if _counts(finding)]
        if known:
            counted[place] = max(_persons(finding, *rows.get(place, (0, None))) for finding in known)
    return counted


def _counts(finding: Finding) -> bool:
    """Whether the different values of a field are persons."""
    categories = load_linkage()["leak"]["persons"]
    of_somebody = class_of(finding) not in ("none", None) and finding.subject != "organisation"
    return of_somebody and finding.verdict != "contains" and covered(finding.category, categories)


def _persons(finding: Finding, read: int, total: int | None) -> int:
    distinct = finding.evidence.distinct
    if not read or total is None or total <= read or distinct < _NEARLY_UNIQUE * finding.evidence.read:
        return distinct
    return int(float(f"{distinct * total / read:.2g}"))
