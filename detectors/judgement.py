"""From tallies to findings: what each field of a collection is, what it contains, and whose data it is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from connectors.base import Collection, Field, Location
from detectors.base import Checks, Dismissed, Evidence, Factor, Finding, Subject, Verdict
from detectors.catalogue import load_catalogue
from detectors.evidence import (
    PRIOR,
    Model,
    below,
    chance_of,
    load_knowledge,
    weigh_checks,
    weigh_name,
    weigh_type,
    weigh_values,
)
from detectors.field_names import names_a_thing, names_an_organisation, table_kind
from detectors.inspection import view_field
from detectors.statistics import interval
from detectors.tally import CategoryTally, FieldTally

_ENOUGH = 0.5
_LOG_OF_CAP = 0.99
_CONTAINER = 4.0
_DOUBT = -0.8
_REACHED = (
    "personal.contact.phone",
    "personal.contact.fax",
    "personal.contact.address",
    "personal.contact.postal_code",
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A category that a field may be, with what speaks for and against it."""

    category: str
    verdict: Verdict
    factors: tuple[Factor, ...]

    @property
    def confidence(self) -> float:
        return _confidence(sum(factor.weight for factor in self.factors))


def _confidence(log_odds: float) -> float:
    return round(min(_LOG_OF_CAP, 1.0 / (1.0 + math.exp(-log_odds))), 2)


def judge_collection(
    source: str, collection: Collection, fields: Sequence[tuple[Field, FieldTally]]
) -> tuple[list[Finding], list[Dismissed]]:
    """Findings of one collection, each field judged by itself first and then in the light of the others."""
    first = {field.name: _best(collection, field, tally, 0.0) for field, tally in fields}
    person = _person_evidence(collection, first)
    company = _organisation_evidence(collection, fields)
    names_person = any(one is not None and one.category == "personal.name" for one in first.values())
    findings: list[Finding] = []
    dismissed: list[Dismissed] = []
    for field, tally in fields:
        location = Location(source, collection.name, field.name)
        best = _best(collection, field, tally, person)
        for finding in _findings(collection, location, field, tally, best):
            subject = _subject(finding, person, company, names_person)
            reason = _dismissal(finding, subject, person, fields)
            if reason:
                dismissed.append(Dismissed(finding.category, location, reason))
            else:
                findings.append(replace(finding, subject=subject))
    if collection.kind == "access-log" and any(tally.read for _, tally in fields):
        findings.append(_access_log(source, collection, fields))
    return findings, dismissed


def _best(collection: Collection, field: Field, tally: FieldTally, person: float) -> _Candidate | None:
    """The category that fits the field best, if any fits well enough."""
    candidates = list(_candidates(collection, field, tally, person))
    if not candidates:
        return None
    best = max(candidates, key=lambda one: (sum(f.weight for f in one.factors), one.category))
    return best if best.confidence >= _ENOUGH else None


def _candidates(collection: Collection, field: Field, tally: FieldTally, person: float) -> Iterator[_Candidate]:
    knowledge = load_knowledge()
    view = view_field(field, collection.kind)
    contained = knowledge.containers.get(collection.kind, {}).get(field.name)
    hints = dict(view.hints) if contained is None else ({contained: 0.9} if contained else {})
    possible = sorted({*hints, *tally.categories}) if contained is None else [contained] * bool(contained)
    for category in possible:
        if category not in load_catalogue().ids:
            continue
        factors = [Factor("prior", PRIOR)]
        if contained is not None:
            factors.append(Factor("container", _CONTAINER))
        elif category in hints:
            factors.append(Factor("name", weigh_name(hints[category])))
        elif hints and max(hints.values()) >= 0.7:
            factors.append(Factor("name", -2.5))
        elif names_a_thing(field.name) and below(category, ("personal", "usage.device.ip")):
            factors.append(Factor("name", -4.0))
        if kind := weigh_type(category, field):
            factors.append(Factor("type", kind))
        model = knowledge.model(category)
        silent = not tally.read or category in view.parts
        spoken = [] if silent else weigh_values(category, tally, hints.get(category, 0.0))
        if _contradicts(spoken) and _is_plain(category, hints, model) and tally.mean_length >= 3:
            # The name is plain, the values are of no form that is known (names of other countries): said, doubtfully.
            factors.append(Factor("values", _DOUBT))
            spoken = []
        factors += spoken
        if tally.read:
            named_weakly = model.model in ("names", "dictionary") and 0 < hints.get(category, 0.0) < 0.5
            if person >= 2.0 and (model.model == "birth" or named_weakly):
                factors.append(Factor("neighbours", 1.5))
        verdict: Verdict = "is" if tally.read and (spoken or contained is not None) else "named"
        if verdict == "named" and (contained is not None or hints.get(category, 0.0) < 0.5):
            continue
        yield _Candidate(category, verdict, _tidy(factors))


def _is_plain(category: str, hints: Mapping[str, float], model: Model) -> bool:
    """Whether the name alone is enough to say so in doubt. Check digits that fail are no matter of doubt."""
    sure = 0.9 if category not in ("personal.name", "personal.account.password") else 0.75
    return hints.get(category, 0.0) >= sure and model.model != "checked"


def _contradicts(factors: Sequence[Factor]) -> bool:
    return sum(factor.weight for factor in factors) < _DOUBT


def _tidy(factors: Sequence[Factor]) -> tuple[Factor, ...]:
    return tuple(Factor(factor.name, round(factor.weight, 2)) for factor in factors if round(factor.weight, 2))


def _findings(
    collection: Collection, location: Location, field: Field, tally: FieldTally, best: _Candidate | None
) -> Iterator[Finding]:
    knowledge = load_knowledge()
    if best is not None:
        evidence = _evidence(best.category, best.verdict, tally, (*best.factors, *_internal(best.category, tally)))
        yield Finding(best.category, location, best.verdict, best.confidence, "unknown", evidence)
    covered = knowledge.covers.get(best.category, frozenset()) if best else frozenset()
    for category, seen in sorted(tally.categories.items()):
        if (best and category == best.category) or category in covered:
            continue
        if not _may_contain(category, collection, field, seen, tally):
            continue
        factors = _weigh_contained(category, knowledge.model(category), seen, tally)
        confidence = _confidence(sum(factor.weight for factor in factors)) if factors else 0.0
        if confidence >= _ENOUGH:
            evidence = _evidence(category, "contains", tally, _tidy([*factors, *_internal(category, tally)]))
            yield Finding(category, location, "contains", confidence, "unknown", evidence)


def _internal(category: str, tally: FieldTally) -> tuple[Factor, ...]:
    """A mark on IP addresses that nearly all belong to an internal network: they are ones, but reach nobody."""
    seen = tally.categories.get(category, CategoryTally())
    mostly = category == "usage.device.ip" and tally.signals["private-address"] >= 0.95 * max(1, seen.cells)
    return (Factor("private-address", -0.01),) if mostly else ()


def _may_contain(category: str, collection: Collection, field: Field, seen: CategoryTally, tally: FieldTally) -> bool:
    """Whether sightings in a field that is something else can be what they look like."""
    if category == "personal.name":
        addressed = seen.tags["addressed"] > 0 and not names_a_thing(field.name)
        return addressed or _reads_as_text(collection, tally)
    if category in ("personal.contact.phone", "usage.device.ip") and not _reads_as_text(collection, tally):
        if names_a_thing(field.name):
            return False
        # Codes of one form: some of them will look like a number that is assigned.
        spread = tally.squares / tally.read - tally.mean_length**2
        return not (seen.whole >= 0.5 * seen.cells and spread < 1.0 and tally.read >= 20)
    return True


def _reads_as_text(collection: Collection, tally: FieldTally) -> bool:
    """Whether a field holds running text. In short labels and titles a name is one of a work, a place or a
    brand more often than of a person."""
    return (
        collection.kind in ("text", "log", "mailbox")
        or tally.signals["sentence"] >= 0.1 * tally.read
        or tally.mean_length >= 40
    )


def _weigh_contained(category: str, model: Model, seen: CategoryTally, tally: FieldTally) -> list[Factor]:
    """Whether sightings among other things are real: hits that count by themselves, and check digits that
    pass more often than chance."""
    if not model.contains or not seen.cells:
        return []
    factors = [Factor("prior", PRIOR)]
    if seen.strong:
        factors.append(Factor("values", math.log(model.contains / (1 - model.contains)) - PRIOR))
    chance = chance_of(category, seen)
    if seen.tried and chance and not seen.strong:
        factors.append(Factor("checks", weigh_checks(seen.tried, seen.passed, chance)))
        if tally.steps >= 5 and tally.unit_steps > 0.8 * tally.steps:
            factors.append(Factor("serial", -4.0))
    return factors if len(factors) > 1 else []


def _evidence(category: str, verdict: Verdict, tally: FieldTally, factors: tuple[Factor, ...]) -> Evidence:
    model = load_knowledge().model(category)
    seen = tally.categories.get(model.values or category, CategoryTally())
    chance = chance_of(category, seen)
    matched = seen.cells
    if verdict == "contains" and seen.strong and not chance:
        matched = seen.strong
    elif verdict == "named":
        matched = 0
    elif verdict == "is" and model.model in ("secret", "text", "date", "url", "name-only"):
        matched = tally.signals["date"] if model.model == "date" else tally.read
    return Evidence(
        matched=matched,
        read=tally.read,
        distinct=tally.distinct.count(),
        interval=tuple(round(bound, 4) for bound in interval(matched, tally.read)),  # type: ignore[arg-type]
        checks=Checks(seen.tried, seen.passed) if chance and verdict != "named" and seen.tried else None,
        factors=factors,
        masked=tuple(shape for _, shape in seen.masked) if verdict != "named" else (),
        at=seen.at if verdict != "named" else (),
    )


def _person_evidence(collection: Collection, best: Mapping[str, _Candidate | None]) -> float:
    """How much speaks for a table about persons."""
    weights = load_knowledge().person
    total = {"person": 2.0, "organisation": 0.0, "thing": -1.0}.get(table_kind(collection.name) or "", 0.0)
    for candidate in best.values():
        if candidate:
            total += max(
                (weight for parent, weight in weights.items() if below(candidate.category, (parent,))),
                default=0.0,
            )
    return total


def _organisation_evidence(collection: Collection, fields: Sequence[tuple[Field, FieldTally]]) -> float:
    """How much speaks for a table about organisations: its name, corporate numbers, company names."""
    total = {"organisation": 2.5}.get(table_kind(collection.name) or "", 0.0)
    for _, tally in fields:
        numbers = tally.categories.get("org.corporate_number", CategoryTally())
        if tally.read and numbers.whole >= 0.5 * tally.read and numbers.passed >= 0.8 * numbers.tried:
            total += 2.0
        if tally.read and tally.signals["organisation"] >= 0.5 * tally.read and tally.mean_length <= 40:
            total += 1.5
    return total


def _subject(finding: Finding, person: float, company: float, names_person: bool) -> Subject:
    category = finding.category
    if category.startswith("org.") or (below(category, _REACHED) and names_an_organisation(finding.location.field)):
        return "organisation"
    if below(category, load_knowledge().attached):
        if company > person:
            # Beside the name of a person at the company it may be that person's line or mailbox.
            reach = category in ("personal.contact.email", "personal.contact.phone")
            return "unknown" if reach and names_person else "organisation"
        return "person" if person >= 1.0 else "unknown"
    if category.startswith(("personal.", "special.", "biometric.", "hr.", "child.")):
        return "person"
    return "person" if person >= 1.0 else "unknown"


def _dismissal(finding: Finding, subject: Subject, person: float, fields: Sequence[tuple[Field, FieldTally]]) -> str:
    """Why a finding is not one about a person; "" when it may be."""
    knowledge = load_knowledge()
    if finding.verdict != "contains" and person < 1.0 and below(finding.category, knowledge.needs_person):
        places = any(tally.read and tally.signals["place"] >= 0.5 * tally.read for _, tally in fields)
        return "place-directory" if places else "organisation" if subject == "organisation" else "no-person"
    if subject == "organisation" and below(finding.category, knowledge.attached):
        return "organisation"
    return ""


def _access_log(source: str, collection: Collection, fields: Sequence[tuple[Field, FieldTally]]) -> Finding:
    rows = max(tally.rows for _, tally in fields)
    split = max((tally.read for field, tally in fields if field.name), default=0)
    bounds = interval(split, rows)
    return Finding(
        "usage.access_log",
        Location(source, collection.name, ""),
        "is",
        _LOG_OF_CAP,
        "unknown",
        Evidence(
            matched=split,
            read=rows,
            distinct=rows,
            interval=(round(bounds[0], 4), round(bounds[1], 4)),
            factors=_tidy([Factor("prior", PRIOR), Factor("container", 8.0)]),
        ),
    )
