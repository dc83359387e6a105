"""Sets findings against what the policy announces and what the source declares."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from detectors.base import Finding
from detectors.catalogue import load_catalogue
from reports.base import SEVERITIES, Entry, PolicyVerdict, PurposeFit, Severity, State
from reports.policy import Fit, Policy

_COVERING: tuple[Fit, ...] = ("expected", "plausible", "needs-notice")

# Together these identify or harm a person more than each alone (name -> categories that one collection holds).
COMBINATIONS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "identity": (("personal.name",), ("personal.contact.address",), ("personal.birth_date",)),
    "contact": (("personal.name",), ("personal.contact.address",), ("personal.contact.phone",)),
    "credentials": (("personal.account.login_id", "personal.contact.email"), ("personal.account.password",)),
    "payment": (("personal.name",), ("personal.financial",)),
    "special": (("personal.name",), ("special", "biometric")),
    "tracking": (("usage.device.hw_id", "usage.device.ad_id"), ("usage.location.precise",)),
}


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a source says it is for: purposes of the policy (empty: none), narrowed for the collections or
    fields that match a glob (first match wins)."""

    source: str
    purposes: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def purposes_at(self, collection: str, field: str) -> tuple[str, ...]:
        """The purposes declared for one field."""
        for glob, purposes in self.where:
            if fnmatchcase(collection, glob) or fnmatchcase(f"{collection}.{field}", glob):
                return purposes
        return self.purposes

    def all_purposes(self) -> tuple[str, ...]:
        """Every purpose that the declaration names, each once."""
        return tuple(dict.fromkeys((*self.purposes, *(one for _, some in self.where for one in some))))


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


def map_findings(
    findings: Iterable[Finding],
    policy: Policy,
    declarations: Mapping[str, Declaration],
    known: frozenset[str] = frozenset(),
) -> tuple[Entry, ...]:
    """Every finding with its purposes, policy verdict and severity, worst first. ``known`` are fingerprints of
    an earlier run: those findings are existing, the others new."""
    listed = list(findings)
    combined = _combinations(listed)
    entries = [_map_finding(finding, policy, declarations, combined, known) for finding in listed]
    return tuple(sorted(entries, key=_order))


def _map_finding(
    finding: Finding,
    policy: Policy,
    declarations: Mapping[str, Declaration],
    combined: Mapping[tuple[str, str], Sequence[str]],
    known: frozenset[str],
) -> Entry:
    location = finding.location
    declaration = declarations.get(location.source, Declaration(location.source))
    fits = tuple(
        PurposeFit(purpose, policy.matrix.get(finding.category, {}).get(purpose, "unexpected"))
        for purpose in declaration.purposes_at(location.collection, location.field)
    )
    verdict = judge_policy(finding.category, fits, policy)
    names = combined.get((location.source, location.collection), ())
    severity, reasons = rate_severity(finding, verdict, policy, names)
    identity = fingerprint(finding)
    state: State = "existing" if identity in known else "new"
    return Entry(identity, finding, severity, fits, verdict, reasons, state)


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


def rate_severity(
    finding: Finding, verdict: PolicyVerdict, policy: Policy, combinations: Sequence[str]
) -> tuple[Severity, tuple[str, ...]]:
    """The category's sensitivity, raised by a gap in the policy (to high at most) or by what stands beside
    it, lowered where there is a name but no value, where the values are hashed, or where the finding is doubtful."""
    base = SEVERITIES.index(_sensitivity(finding.category, policy))
    reasons = ["sensitivity"]
    level = base
    if verdict == "barred":
        return "critical", ("barred",)
    if verdict != "declared":
        level = min(level, max(1, base - 1))
        reasons.append(verdict)
    for name in combinations:
        if any(_holds(finding.category, group) for group in COMBINATIONS[name]):
            level = min(level, max(0, base - 1))
            reasons.append(f"combination:{name}")
    if finding.verdict == "named" and not finding.evidence.read:
        level += 1
        reasons.append("verdict-named")
    if any(factor.name == "hashed" and factor.weight > 1 for factor in finding.evidence.factors):
        level += 1
        reasons.append("hashed-password")
    if any(factor.name == "private-address" for factor in finding.evidence.factors):
        level += 1
        reasons.append("private-address")
    if finding.confidence < 0.6:
        level += 1
        reasons.append("doubtful")
    return SEVERITIES[min(level, len(SEVERITIES) - 1)], tuple(dict.fromkeys(reasons))


def _sensitivity(category: str, policy: Policy) -> Severity:
    if category in policy.sensitivity:
        return _severity(policy.sensitivity[category])
    return _severity(load_catalogue()[category].sensitivity)


def _severity(word: str) -> Severity:
    return next(level for level in SEVERITIES if level == word)


def _holds(category: str, group: Sequence[str]) -> bool:
    return any(category == parent or category.startswith(parent + ".") for parent in group)


def _combinations(findings: Sequence[Finding]) -> dict[tuple[str, str], list[str]]:
    """Which combinations each collection holds in fields of their own."""
    held: dict[tuple[str, str], set[str]] = {}
    for finding in findings:
        if finding.verdict != "contains" and finding.subject != "organisation":
            place = (finding.location.source, finding.location.collection)
            held.setdefault(place, set()).add(finding.category)
    return {
        place: [
            name
            for name, groups in COMBINATIONS.items()
            if all(any(_holds(category, group) for category in categories) for group in groups)
        ]
        for place, categories in held.items()
    }


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
