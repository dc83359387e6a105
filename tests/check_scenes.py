"""Scenes for tests of the checks: findings of invented sources, mapped against the shipped policy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from connectors.base import Condition, ConditionKind, Location
from detectors.base import Evidence, Factor, Finding, Mark, Overlap, RecordTimes, Subject, Verdict
from detectors.catalogue import load_catalogue
from reports.base import Observation, SourceInfo
from reports.checks import Scene
from reports.declaration import Declaration
from reports.mapping import map_findings
from reports.policy import Policy
from reports.policy_file import read_policy

POLICY = read_policy(categories=load_catalogue().ids)
TODAY = date(2026, 11, 22)


def found(
    category: str,
    collection: str = "customers",
    field: str = "f",
    *,
    source: str = "s",
    verdict: Verdict = "is",
    read: int = 100,
    subject: Subject = "person",
    marks: tuple[Mark, ...] = (),
    factors: tuple[Factor, ...] = (),
    confidence: float = 0.9,
) -> Finding:
    """A finding with values behind it."""
    evidence = Evidence(read, read, read, (1.0, 1.0), factors=factors, marks=marks)
    return Finding(category, Location(source, collection, field), verdict, confidence, subject, evidence)


NAME = found("personal.name", field="name")
MY_NUMBER = found("personal.id.my_number", field="mynum")


def scene(
    findings: Iterable[Finding] = (NAME,),
    *declarations: Declaration,
    conditions: Iterable[tuple[ConditionKind, str] | Condition] = (),
    times: Iterable[RecordTimes] = (),
    overlaps: Iterable[Overlap] = (),
    owner: str = "team",
    policy: Policy = POLICY,
) -> Scene:
    """A scene of these findings; conditions given as kind and collection stand in source ``s``."""
    listed = list(findings)
    declared = {one.source: one for one in (declarations or (Declaration("s"),))}
    for source in {one.location.source for one in listed} - set(declared):
        declared[source] = Declaration(source)
    return Scene(
        policy,
        tuple(SourceInfo(one.source, "files", owner, declaration=one) for one in declared.values()),
        map_findings(listed, policy, declared),
        (),
        TODAY,
        conditions=tuple(
            one if isinstance(one, Condition) else Condition(Location("s", one[1]), one[0], "0644")
            for one in conditions
        ),
        times=tuple(times),
        overlaps=tuple(overlaps),
    )


def told(observations: Iterable[Observation], *prefixes: str) -> dict[str, str]:
    """Check -> severity, of the checks that begin so."""
    return {one.check: one.severity for one in observations if one.check.startswith(prefixes or ("",))}
