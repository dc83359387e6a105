"""Sets findings against what the policy announces and what the source declares."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from detectors.base import Finding
from detectors.catalogue import AppiClass
from reports.base import SEVERITIES, Coverage, Entry, Link, PolicyVerdict, PurposeFit, State
from reports.declaration import Declaration
from reports.leaks import count_persons, find_money, find_reportable
from reports.linkage import (
    Combination,
    Place,
    class_of,
    find_combinations,
    find_links,
    find_person_keys,
    find_reaching,
    find_roads,
    group_findings,
    load_linkage,
    place_of,
    standing_of,
)
from reports.policy import Policy
from reports.severity import rate_severity
from reports.verdicts import COVERING, Setting, find_checks, judge_policy

_CONSENT = "consent.record"

_FOLDED = re.compile(
    r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
    r"|(?<![0-9A-Za-z])[0-9a-fA-F]{16,64}(?![0-9A-Za-z])"
    r"|(?<!\d)(?:19|20)\d{2}[-_.]?[01]\d(?:[-_.]?[0-3]\d)?(?:[T_-]?\d{2,6})?(?!\d)"
    r"|(?<=\.log)\.\d+|(?<=[._-]log)[._-]\d+"
)
_COMPRESSED = re.compile(r"\.(?:gz|bz2|xz|zst)$")


@lru_cache(maxsize=4096)
def fold_locator(name: str) -> str:
    """A file's name without what rotation changes: dates, serial numbers, hashes, compression."""
    plain = _COMPRESSED.sub("", name)
    return re.sub(r"[._-]?\*(?:[._-]?\*)*", "*", _FOLDED.sub("*", plain))


def fingerprint(finding: Finding) -> str:
    """The identity of a finding over time: category, source and place; no values, counts, lines or times."""
    location = finding.location
    locator = "\0".join((fold_locator(location.collection), location.field, location.path or ""))
    text = f"{finding.category}\0{location.source}\0{locator}"
    # A file name that is no text holds halves of characters, which are kept as they are.
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass"))
    return "v1:" + digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What stands beside the findings of each collection: data on money (``money``), combinations, links to persons and
    how many of them; ``consent`` are the collections from which a record of consent can be reached."""

    money: Mapping[Place, Sequence[Finding]]
    combinations: Mapping[Place, Sequence[Combination]]
    links: Mapping[Place, Link]
    persons: Mapping[Place, int]
    consent: frozenset[Place]


def _look_around(findings: Iterable[Finding], coverage: Iterable[Coverage]) -> _Surroundings:
    groups = group_findings(findings)
    roads = find_roads(groups, find_person_keys(groups))
    return _Surroundings(
        {place: find_money(found) for place, found in groups.items()},
        find_combinations(groups),
        find_links(groups, roads),
        count_persons(groups, coverage),
        find_reaching(groups, roads, _CONSENT),
    )


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What the policy says to a category in one setting."""

    fits: tuple[PurposeFit, ...]
    verdict: PolicyVerdict
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Yardstick:
    """What findings are held against: the policy, what the sources declare, and the fingerprints that are ``known``.
    Settings come back again and again, so that ``fits`` and ``judged`` keep what was worked out."""

    policy: Policy
    declarations: Mapping[str, Declaration]
    known: frozenset[str]
    fits: dict[tuple[str, tuple[str, ...]], tuple[PurposeFit, ...]] = field(default_factory=dict)
    judged: dict[Hashable, _Judgement] = field(default_factory=dict)

    def judge(self, finding: Finding, standing: AppiClass | None, consent: bool) -> _Judgement:
        """The fits, the verdict and the checks of a finding."""
        location, category = finding.location, finding.category
        declaration = self.declarations.get(location.source) or Declaration(location.source)
        purposes = declaration.purposes_at(location.collection, location.field)
        subjects = declaration.subjects_at(location.collection, location.field)
        retention = declaration.retention_at(location.collection, location.field)
        held = finding.evidence.read > 0 and finding.subject != "organisation"
        key = (category, purposes, subjects, retention, standing, consent, held)
        if key not in self.judged:
            fits = self._fit(category, purposes)
            setting = Setting(category, fits, subjects, retention, standing, consent, held)
            verdict = judge_policy(category, fits, self.policy)
            self.judged[key] = _Judgement(fits, verdict, find_checks(setting, self.policy))
        return self.judged[key]

    def _fit(self, category: str, purposes: tuple[str, ...]) -> tuple[PurposeFit, ...]:
        """How well a category fits each purpose; what the matrix does not hold is unexpected."""
        key = (category, purposes)
        if key not in self.fits:
            row = self.policy.matrix.get(category, {})
            self.fits[key] = tuple(PurposeFit(one, row.get(one, "unexpected")) for one in dict.fromkeys(purposes))
        return self.fits[key]


def map_findings(
    findings: Iterable[Finding],
    policy: Policy,
    declarations: Mapping[str, Declaration],
    known: frozenset[str] = frozenset(),
    coverage: Iterable[Coverage] = (),
) -> tuple[Entry, ...]:
    """Every finding with its purposes, policy verdict, checks, standing and severity, worst first. ``known`` are
    fingerprints of an earlier run: those findings are existing, the others new. ``coverage`` says how much of a
    collection the findings stand for."""
    listed = list(findings)
    around = _look_around(listed, coverage)
    yardstick = _Yardstick(policy, declarations, known)
    return tuple(sorted((_map_finding(finding, yardstick, around) for finding in listed), key=_order))


def _map_finding(finding: Finding, yardstick: _Yardstick, around: _Surroundings) -> Entry:
    place = place_of(finding)
    link = around.links.get(place)
    standing = standing_of(finding, link)
    linked = link if standing != class_of(finding) else None
    judged = yardstick.judge(finding, standing, place in around.consent)
    severity, reasons = rate_severity(
        finding, judged.verdict, yardstick.policy, around.combinations[place], standing, linked
    )
    persons = around.persons.get(place)
    identity = fingerprint(finding)
    state: State = "existing" if identity in yardstick.known else "new"
    return Entry(
        identity,
        finding,
        severity,
        judged.fits,
        judged.verdict,
        reasons,
        state,
        standing,
        linked,
        find_reportable(finding, standing, persons, around.money[place]),
        persons if standing in load_linkage()["link"]["keys"] else None,
        judged.checks,
    )


def _order(entry: Entry) -> tuple[int, str, str, str, str, str]:
    location = entry.finding.location
    return (
        SEVERITIES.index(entry.severity),
        location.source,
        location.collection,
        location.field,
        location.path or "",
        entry.finding.category,
    )


def find_unused(entries: Iterable[Entry], policy: Policy, declarations: Mapping[str, Declaration]) -> tuple[str, ...]:
    """Purposes that sources declare and that no finding serves, in the policy's order."""
    served = {fit.purpose for entry in entries for fit in entry.purposes if fit.fit in COVERING}
    declared = {purpose for one in declarations.values() for purpose in one.all_purposes()}
    return tuple(purpose.id for purpose in policy.purposes if purpose.id in declared - served)
