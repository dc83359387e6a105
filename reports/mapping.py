"""Sets findings against what the policy announces and what the source declares."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from detectors.base import Finding
from detectors.catalogue import load_catalogue
from reports.base import SEVERITIES, Coverage, Entry, Link, PolicyVerdict, PurposeFit, State
from reports.declaration import Declaration
from reports.leaks import count_persons, find_reportable
from reports.linkage import (
    Combination,
    Place,
    class_of,
    find_combinations,
    find_links,
    group_findings,
    load_linkage,
    place_of,
    standing_of,
)
from reports.policy import Fit, Policy
from reports.severity import rate_severity

_COVERING: tuple[Fit, ...] = ("expected", "plausible", "needs-notice")


_FOLDED = re.compile(
    r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
    r"|(?<![0-9A-Za-z])[0-9a-fA-F]{16,64}(?![0-9A-Za-z])"
    r"|(?<!\d)(?:19|20)\d{2}[-_.]?[01]\d(?:[-_.]?[0-3]\d)?(?:[T_-]?\d{2,6})?(?!\d)"
    r"|(?<=\.log)\.\d+|(?<=[._-]log)[._-]\d+"
)
_COMPRESSED = re.compile(r"\.(?:gz|bz2|xz|zst)$")


def fold_locator(name: str) -> str:
    """A file's name without what rotation changes: dates, serial numbers, hashes, compression."""
    plain = _COMPRESSED.sub("", name)
    return re.sub(r"[._-]?\*(?:[._-]?\*)*", "*", _FOLDED.sub("*", plain))


def fingerprint(finding: Finding) -> str:
    """The identity of a finding over time: category, source and place; no values, counts, lines or times."""
    location = finding.location
    locator = "\0".join((fold_locator(location.collection), location.field, location.path or ""))
    digest = hashlib.sha256(f"{finding.category}\0{location.source}\0{locator}".encode())
    return "v1:" + digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What stands beside the findings of each collection."""

    findings: Mapping[Place, Sequence[Finding]]
    combinations: Mapping[Place, Sequence[Combination]]
    links: Mapping[Place, Link]
    persons: Mapping[Place, int]


def map_findings(
    findings: Iterable[Finding],
    policy: Policy,
    declarations: Mapping[str, Declaration],
    known: frozenset[str] = frozenset(),
    coverage: Iterable[Coverage] = (),
) -> tuple[Entry, ...]:
    """Every finding with its purposes, policy verdict, standing and severity, worst first. ``known`` are fingerprints
    of an earlier run: those findings are existing, the others new. ``coverage`` says how much of a collection the
    findings stand for."""
    listed = list(findings)
    groups = group_findings(listed)
    around = _Surroundings(groups, find_combinations(groups), find_links(groups), count_persons(groups, coverage))
    entries = [_map_finding(finding, policy, declarations, around, known) for finding in listed]
    return tuple(sorted(entries, key=_order))


def _map_finding(
    finding: Finding,
    policy: Policy,
    declarations: Mapping[str, Declaration],
    around: _Surroundings,
    known: frozenset[str],
) -> Entry:
    location, place = finding.location, place_of(finding)
    declaration = declarations.get(location.source, Declaration(location.source))
    fits = tuple(
        PurposeFit(purpose, policy.matrix.get(finding.category, {}).get(purpose, "unexpected"))
        for purpose in declaration.purposes_at(location.collection, location.field)
    )
    verdict = judge_policy(finding.category, fits, policy)
    link = around.links.get(place)
    standing = standing_of(finding, link)
    linked = link if standing != class_of(finding) else None
    severity, reasons = rate_severity(finding, verdict, policy, around.combinations[place], standing, linked)
    persons = around.persons.get(place)
    identity = fingerprint(finding)
    state: State = "existing" if identity in known else "new"
    return Entry(
        identity,
        finding,
        severity,
        fits,
        verdict,
        reasons,
        state,
        standing,
        linked,
        find_reportable(finding, standing, persons, around.findings[place]),
        persons if standing in load_linkage()["link"]["keys"] else None,
    )


def judge_policy(category: str, fits: Sequence[PurposeFit], policy: Policy) -> PolicyVerdict:
    """One verdict for a finding: barred where a purpose (or every purpose of the policy) is barred from the
    category; undeclared where the policy does not announce it; no-purpose where the place declares none;
    mismatch where no declared purpose needs it; else declared. What is not personal needs no purpose."""
    if load_catalogue()[category].appi_class == "none":
        return "declared"
    if any(fit.fit == "barred" for fit in fits):
        return "barred"
    row = policy.matrix.get(category, {})
    if row and all(fit == "barred" for fit in row.values()):
        return "barred"
    if category not in policy.announced:
        return "undeclared"
    if not fits:
        return "no-purpose"
    return "declared" if any(fit.fit in _COVERING for fit in fits) else "mismatch"


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
    served = {fit.purpose for entry in entries for fit in entry.purposes if fit.fit in _COVERING}
    declared = {purpose for one in declarations.values() for purpose in one.all_purposes()}
    return tuple(purpose.id for purpose in policy.purposes if purpose.id in declared - served)
