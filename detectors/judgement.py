"""From tallies to findings: what each field of a collection is, what it contains, and whose data it is.

The container comes first (what the collection is as a whole), then each field by itself, then each field in the light
of the others, and at last whose data it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from connectors.base import Collection, Field, Location
from detectors.base import Checks, Dismissed, Evidence, Factor, Finding, Verdict
from detectors.belongings import find_holders
from detectors.candidates import ENOUGH, Candidate, Look, is_unhelpful, look_at_field, tidy
from detectors.containers import NOTHING, Container, label_fields, recognise_containers
from detectors.dismissals import find_dismissal
from detectors.evidence import PRIOR, Model, below, chance_of, confidence, load_knowledge, weigh_checks
from detectors.field_names import names_a_thing
from detectors.inspection import view_field
from detectors.series import VERSIONS
from detectors.statistics import interval
from detectors.subjects import NAMES, Part, TableView, find_subject, is_called_name, view_table
from detectors.tally import CategoryTally, FieldTally
from detectors.weighing import is_serial

_MOST_OF_FORM = 8.0
_EACH_PART = 1.5
_ADDRESSES = ("personal.contact.address", "personal.contact.region", "personal.contact.postal_code")
_REACHES = ("personal.contact", "personal.account", "personal.id")
_SOME_VERSIONS = 0.05
_SOME_ADDRESSED = 0.1


def judge_collection(
    source: str, collection: Collection, fields: Sequence[tuple[Field, FieldTally]]
) -> tuple[list[Finding], list[Dismissed]]:
    """Findings of one collection, each field judged by itself first and then in the light of the others."""
    place = Location(source, collection.name)
    views = [view_field(field, collection.kind, place) for field, _ in fields]
    containers = recognise_containers(collection, [field for field, _ in fields], [view.hints for view in views])
    labels = label_fields(containers)
    looks = [
        look_at_field(collection, field, tally, view, *labels.get(number, (None, None)))
        for number, ((field, tally), view) in enumerate(zip(fields, views, strict=True))
    ]
    first = [look.best(0.0) for look in looks]
    parts = [
        Part(look.field, look.tally, look.hints, best.category if best else "")
        for look, best in zip(looks, first, strict=True)
    ]
    parts = _assign_holders(parts)
    table = view_table(collection, parts, containers)
    findings: list[Finding] = []
    dismissed: list[Dismissed] = []
    before = ""
    for number, (look, part) in enumerate(zip(looks, parts, strict=True)):
        location = Location(source, collection.name, look.field.name, look.field.path or None)
        best = look.best(table.person_beside(number), continues=below(before, _ADDRESSES))
        before = best.category if best else ""
        for finding in _findings(collection, location, look, best):
            subject = find_subject(finding, part, table)
            reason = _part_of_no_one(finding, look) or find_dismissal(finding, subject, part, table)
            if reason:
                dismissed.append(Dismissed(finding.category, location, reason))
            else:
                findings.append(replace(finding, subject=subject))
    whole = list(_whole_findings(source, collection, fields, containers, table))
    if table.probed:
        return findings, dismissed + [Dismissed(one.category, one.location, "bot") for one in whole]
    return findings + whole, dismissed


def _assign_holders(parts: Sequence[Part]) -> list[Part]:
    """The parts with what they belong to, if to no person. What is called ``name`` and no more is a person's where
    something reaches one, and no other field has a name."""
    reached = any(below(part.category, _REACHES) for part in parts)
    others = any(part.category == NAMES and not is_called_name(part) for part in parts)
    persons = [
        (part.category == NAMES and (not is_called_name(part) or (reached and not others)))
        or (part.hints.get(NAMES, 0.0) >= 0.5 and not is_called_name(part))
        for part in parts
    ]
    holders = find_holders([part.field.label for part in parts], persons)
    return [replace(part, holder=holder) for part, holder in zip(parts, holders, strict=True)]


def _findings(collection: Collection, location: Location, look: Look, best: Candidate | None) -> Iterator[Finding]:
    knowledge = load_knowledge()
    field, tally = look.field, look.tally
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
        sure = confidence(sum(factor.weight for factor in factors)) if factors else 0.0
        if sure >= ENOUGH:
            evidence = _evidence(category, "contains", tally, tidy([*factors, *_internal(category, tally)]))
            yield Finding(category, location, "contains", sure, "unknown", evidence)


def _internal(category: str, tally: FieldTally) -> tuple[Factor, ...]:
    """A mark on IP addresses that nearly all belong to an internal network: they are ones, but reach nobody."""
    seen = tally.categories.get(category, CategoryTally())
    mostly = category == "usage.device.ip" and tally.signals["private-address"] >= 0.95 * max(1, seen.cells)
    return (Factor("private-address", -0.01),) if mostly else ()


def _may_contain(category: str, collection: Collection, field: Field, seen: CategoryTally, tally: FieldTally) -> bool:
    """Whether sightings in a field that is something else can be what they look like."""
    if category == "personal.name":
        few = seen.tags["addressed"] < _SOME_ADDRESSED * tally.read and is_unhelpful(field.label)
        addressed = seen.tags["addressed"] > 0 and not names_a_thing(field.label) and not few
        return addressed or _reads_as_text(collection, tally)
    if category == "usage.device.ip" and tally.signals[VERSIONS] >= _SOME_VERSIONS * tally.read:
        return False
    if category in ("personal.contact.phone", "usage.device.ip") and not _reads_as_text(collection, tally):
        if names_a_thing(field.label):
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
        if is_serial(tally):
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


def _part_of_no_one(finding: Finding, look: Look) -> str:
    """Why the finding is about no person if the form of the collection says so of this part; "" otherwise."""
    if look.label != NOTHING or look.form is None or below(finding.category, load_knowledge().subjects.undeniable):
        return ""
    seen = look.tally.categories.get(finding.category, CategoryTally())
    if finding.verdict == "contains" and seen.whole < 0.5 * look.tally.read:
        return ""
    reasons = {"place": "place-directory", "organisation": "organisation", "": "code"}
    return reasons.get(look.form.about, "software")


def _whole_findings(
    source: str,
    collection: Collection,
    fields: Sequence[tuple[Field, FieldTally]],
    containers: Sequence[Container],
    table: TableView,
) -> Iterator[Finding]:
    """What the collection is as a whole (an access log, a cookie jar, a crash report), once for each category and
    column that holds it."""
    given: set[tuple[str, str]] = set()
    rows = max((tally.rows for _, tally in fields), default=0)
    if collection.kind == "access-log":
        split = max((tally.read for field, tally in fields if field.name), default=0)
        if any(tally.read for _, tally in fields):
            given.add(("usage.access_log", ""))
            yield _whole(Location(source, collection.name, ""), "usage.access_log", split, rows, _MOST_OF_FORM)
    for container in containers:
        form = container.form
        place = (form.whole, container.column)
        if not form.whole or place in given or (form.person and table.person < 1.0):
            continue
        read = max((fields[number][1].read for number in container.known), default=0)
        if read:
            given.add(place)
            weight = _MOST_OF_FORM if form.kind else min(_MOST_OF_FORM, _EACH_PART * len(container.known))
            yield _whole(Location(source, collection.name, container.column), form.whole, read, rows, weight)


def _whole(location: Location, category: str, read: int, rows: int, weight: float) -> Finding:
    bounds = interval(read, rows)
    factors = tidy([Factor("prior", PRIOR), Factor("container", weight)])
    return Finding(
        category,
        location,
        "is",
        confidence(sum(factor.weight for factor in factors)),
        "unknown" if category == "usage.access_log" else "person",
        Evidence(
            matched=read,
            read=rows,
            distinct=rows,
            interval=(round(bounds[0], 4), round(bounds[1], 4)),
            factors=factors,
        ),
    )
