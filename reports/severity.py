"""How severe a finding is: the sensitivity of its category, moved by rules that the report names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from detectors.base import Evidence, Finding
from detectors.catalogue import AppiClass, load_catalogue
from reports.base import SEVERITIES, Link, PolicyVerdict, Severity
from reports.linkage import Combination, covered, load_linkage
from reports.policy import Policy


def rate_severity(
    finding: Finding,
    verdict: PolicyVerdict,
    policy: Policy,
    combinations: Sequence[Combination] = (),
    standing: AppiClass | None = None,
    link: Link | None = None,
) -> tuple[Severity, tuple[str, ...]]:
    """The severity and the codes of its reasons. The category's sensitivity, raised by a gap in the policy (to high at
    most) or by what stands beside it, lowered where nothing links it to a person, where there is a name but no value,
    where the values are masked, hashed or known examples, or where the finding is doubtful."""
    if verdict == "barred":
        return "critical", ("barred",)
    base = SEVERITIES.index(_sensitivity(finding.category, policy))
    level, reasons = base, ["sensitivity"]
    if verdict != "declared":
        level = min(level, max(1, base - 1))
        reasons.append(verdict)
    for one in combinations:
        if one.concerns(finding.category):
            level = min(level, max(0, base - 1))
            reasons.append(f"combination:{one.id}")
    if any(mark.name == "special-care-hint" for mark in finding.evidence.marks):
        # Words for health, crime or belief in what people wrote: no finding of their own, but more is at stake.
        level = min(level, max(1, base - 1))
        reasons.append("special-care-hint")
    if link and standing != own_class(finding.category):
        reasons.append(f"linked:{link.how}")
    lowering = list(_lowerings(finding, policy, standing))
    level += sum(steps for _, steps in lowering)
    reasons += [reason for reason, _ in lowering]
    return SEVERITIES[min(level, len(SEVERITIES) - 1)], tuple(dict.fromkeys(reasons))


def own_class(category: str) -> AppiClass | None:
    """What the law calls a category by itself; None where the catalogue does not hold it."""
    return load_catalogue()[category].appi_class if category in load_catalogue() else None


def _lowerings(finding: Finding, policy: Policy, standing: AppiClass | None) -> Iterable[tuple[str, int]]:
    """Reasons for less, each with how many levels it lowers (0: said, but nothing changes)."""
    evidence, category = finding.evidence, finding.category
    set_by_policy = category in policy.sensitivity
    if standing == "related" and not set_by_policy and not covered(category, load_linkage()["link"]["weighs_alone"]):
        yield "alone", 1
    if finding.verdict == "named" and not evidence.read:
        yield "verdict-named", 1
    if any(factor.name == "hashed" and factor.weight > 1 for factor in evidence.factors):
        yield "hashed-password", 1
    if any(factor.name == "private-address" for factor in evidence.factors):
        yield "private-address", 1
    yield from _lowered_by_values(category, evidence)
    if round(finding.confidence, 2) < 0.6:  # as the document says it, so that a stored run weighs the same
        yield "doubtful", 1


def _lowered_by_values(category: str, evidence: Evidence) -> Iterable[tuple[str, int]]:
    """What the marks of the values lower: masked or hashed values, known examples and places of tests."""
    rules = load_linkage()["lowering"]
    shares = {mark.name: mark.share for mark in evidence.marks}
    if shares.get("masked", 0.0) >= rules["masked"]:
        yield "masked", 1
    elif shares.get("digest", 0.0) >= rules["digest"] and covered(category, rules["digests_of"]):
        weak = covered(category, rules["enumerable"])
        yield ("weak-hash", 0) if weak else ("hashed", 1)
    if shares.get("dummy", 0.0) >= rules["dummy"]:
        yield "synthetic", 1
    elif "test-place" in shares:
        yield "test-place", 1


def _sensitivity(category: str, policy: Policy) -> Severity:
    if category in policy.sensitivity:
        return _severity(policy.sensitivity[category])
    known = load_catalogue().categories.get(category)
    # A stored run may hold a category of a rule that is gone from the configuration.
    return _severity(known.sensitivity) if known else "medium"


def _severity(word: str) -> Severity:
    return next(level for level in SEVERITIES if level == word)
