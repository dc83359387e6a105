"""What else is true of the values of a finding: known examples, masked, hashed, a place of tests."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from connectors.base import Collection, Field, Location
from detectors.base import Dismissed, Evidence, Factor, Finding, Mark
from detectors.dummies import load_dummies
from detectors.evidence import PRIOR, below, weigh_name
from detectors.inspection import view_field
from detectors.special_care import HINT
from detectors.tally import CategoryTally, FieldTally

_NOTABLE = 0.05
_NEARLY_ALL = 0.9
_PLAIN = 0.75
_TEXTS = ("usage.content",)
_PASSWORD = "personal.account.password"
_TYPED, _EVEN = 20, 0.3
_MASKABLE = ("personal", "special", "biometric", "usage.device", "usage.cookie", "usage.carrier")


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Names of places that hold values of nobody; see the head of ``data/dummies.toml``."""

    folders: frozenset[str]
    words: frozenset[str]
    not_beside: frozenset[str]


@cache
def load_place_words() -> PlaceWords:
    """The names of places, in lower case."""
    places = load_dummies()["places"]
    return PlaceWords(*(frozenset(places[key]) for key in ("folders", "words", "not_beside")))


def names_tests(collection: str) -> bool:
    """Whether the name of a collection (a path, a table) says that it holds tests or samples."""
    known = load_place_words()
    for part in re.split(r"[/\\!]+", collection):
        stem = re.sub(r"(?:\.[A-Za-z0-9]{1,6}){1,2}$", "", part)
        words = [word.lower() for word in re.split(r"[^\w]+|_+|(?<=[a-z0-9])(?=[A-Z])", stem) if word]
        if not set(words) & known.not_beside and (
            "_".join(words) in known.folders or (set(words) & known.words and len(words) > 1)
        ):
            return True
    return False


def mark_findings(
    findings: Sequence[Finding], collection: Collection, fields: Sequence[tuple[Field, FieldTally]]
) -> list[Finding]:
    """Findings of one collection with what is known of their values and their place."""
    tallies = {(field.name, field.path or None): tally for field, tally in fields}
    test_place = (Mark("test-place", 1.0),) if names_tests(collection.name) else ()
    marked = []
    for finding in findings:
        tally = tallies.get((finding.location.field, finding.location.path))
        marks = (*_marks(finding, tally), *test_place) if tally else test_place
        marked.append(replace(finding, evidence=replace(finding.evidence, marks=marks)) if marks else finding)
    return marked


def find_masked(
    source: str,
    collection: Collection,
    fields: Sequence[tuple[Field, FieldTally]],
    judged: Sequence[Finding | Dismissed],
) -> list[Finding]:
    """Fields of which the name is plain and nearly all values are masked or digests: their values are of no form, so
    that nothing else finds them, but they keep the category of the name. What was judged already is left alone."""
    taken = {(one.location.field, one.location.path) for one in judged}
    found = []
    for field, tally in fields:
        place = (field.name, field.path or None)
        disguised = max(tally.signals["masked"], tally.signals["hash"])
        if place in taken or not tally.read or disguised < _NEARLY_ALL * tally.read:
            continue
        hints = view_field(field, collection.kind).hints
        category = max(hints, key=lambda one: (hints[one], one), default="")
        if hints.get(category, 0.0) < _PLAIN or not below(category, _MASKABLE):
            continue
        factors = (Factor("prior", PRIOR), Factor("name", round(weigh_name(hints[category]), 2)))
        confidence = round(1.0 / (1.0 + math.exp(-sum(factor.weight for factor in factors))), 2)
        evidence = Evidence(0, tally.read, tally.distinct.count(), (0.0, 1.0), factors=factors)
        found.append(
            Finding(category, Location(source, collection.name, *place), "named", confidence, "unknown", evidence)
        )
    return found


def _marks(finding: Finding, tally: FieldTally) -> Iterator[Mark]:
    evidence = finding.evidence
    group = group_of(finding.category)
    if group and (dummies := tally.signals[f"dummy.{group}"]):
        yield from _mark("dummy", dummies, evidence.matched or tally.read)
    if (hints := tally.signals[HINT]) and below(finding.category, _TEXTS):
        yield Mark(HINT, round(min(1.0, hints / max(1, tally.read)), 4))
    seen = tally.categories.get(finding.category, CategoryTally())
    if finding.category == _PASSWORD:
        yield from _mark("hashed", seen.tags["hashed"], evidence.matched or tally.read)
    if finding.verdict != "contains":
        yield from _mark("masked", tally.signals["masked"], tally.read)
        yield from _mark("digest", tally.signals["hash"] + seen.tags["fast-hash"], tally.read)
        known = tally.signals["hash"] + seen.tags["fast-hash"] + seen.tags["hashed"]
        if finding.category == _PASSWORD and known < _NOTABLE * tally.read and _is_opaque(tally):
            yield Mark("opaque", 1.0)


def _is_opaque(tally: FieldTally) -> bool:
    """Whether passwords are so long, and so much of one length, that nobody types them: a digest in a form that is not
    known, or encrypted."""
    mean = tally.mean_length
    spread = max(0.0, tally.squares / max(1, tally.read) - mean * mean) ** 0.5
    return mean >= _TYPED and spread <= _EVEN * mean


def _mark(name: str, count: int, total: int) -> Iterator[Mark]:
    share = min(1.0, count / total) if total else 0.0
    if share >= _NOTABLE:
        yield Mark(name, round(share, 3))


@cache
def group_of(category: str) -> str:
    """The set of known examples that values of a category can be in; "" for none."""
    if below(category, ("personal.contact.email",)):
        return "email"
    return next((one["id"] for one in load_dummies()["set"] if below(category, tuple(one["categories"]))), "")
