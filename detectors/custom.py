"""Rules that users write without code, made into detectors like the shipped ones.

A rule names a category and what gives it away: an expression, words, names of fields, a check digit, words beside it.
``scanner/config_rules.py`` reads them; :func:`apply_rules` puts them in force for one run.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

import numpy as np
import numpy.typing as npt

from connectors.base import Collection, Field, Location
from detectors.additions import Additions, Judged, Settle, add_to_inspection
from detectors.allowed import Allowance, dismiss_allowed, make_sift
from detectors.catalogue import Category, Group, add_categories
from detectors.checks import CHECKS, Digits, make_checked_hits
from detectors.context import Words, find_words, spell, stand_near
from detectors.custom_patterns import UserPattern, find_matches
from detectors.denied import DeniedWords, find_denied, report_denied
from detectors.evidence import PRIOR, Model, add_models, load_knowledge
from detectors.hits import Detect, FieldView, Hits, Result, make_hits
from detectors.literals import add_literals, fold_literal
from detectors.name_forms import split_path, squash
from detectors.recognizers import Recognizer, RecognizerRun, mark_applied
from detectors.tally import FieldTally
from detectors.text import Bools, Cells, Ints, normalise

SURE_NAME, GLOB_NAME = 0.85, 0.75
"""How strongly a field name of a rule suggests its category: a whole name, and one with ``*`` or ``?``."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One ``[[detector]]``. Hits are ``strong`` by themselves unless ``context`` words are given: then those that have
    one at most ``window`` characters away are, whatever ``strong`` says, and the others never. ``sources`` and
    ``collections`` are globs (empty: everywhere). ``confidence`` (0 to 1) is how sure one strong hit is."""

    id: str
    category: str
    pattern: UserPattern | None = None
    words: Words = field(default_factory=lambda: Words(()))
    field_names: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    check: str = ""
    context: Words = field(default_factory=lambda: Words(()))
    window: int = 30
    strong: bool = True
    confidence: float = 0.9
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()

    def holds_at(self, place: Location | None) -> bool:
        """Whether the rule is meant for a collection; one that nobody knows (a text by itself) is any."""
        return place is None or (
            _fits(self.sources, unicodedata.normalize("NFC", place.source))
            and _fits(self.collections, unicodedata.normalize("NFC", place.collection))
        )


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything of a configuration that changes what is found."""

    categories: tuple[Category, ...] = ()
    groups: tuple[Group, ...] = ()
    rules: tuple[Rule, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    denied: tuple[DeniedWords, ...] = ()
    recognizers: tuple[Recognizer, ...] = ()

    def __bool__(self) -> bool:
        return any((self.categories, self.rules, self.allowances, self.denied, self.recognizers))


def declare_rule_words(words: Iterable[str]) -> Words:
    """Words of a rule in all their spellings, as they stand in a buffer; nothing is looked for yet."""
    forms = (fold_literal(form) for word in words for form in spell(normalise(word)))
    return Words(tuple(dict.fromkeys(form for form in forms if form)))


def _fits(globs: Sequence[str], name: str) -> bool:
    return not globs or any(fnmatchcase(name, glob) for glob in globs)


@contextmanager
def apply_rules(rules: RuleSet) -> Iterator[tuple[RecognizerRun, ...]]:
    """Have the rules in force while the context lasts; nothing of them stays. Gives the recognizers that run, each of
    which counts what it was applied to."""
    with ExitStack() as stack:
        runs = tuple(RecognizerRun(one) for one in rules.recognizers)
        stack.enter_context(add_categories(rules.categories, rules.groups))
        stack.enter_context(add_models(make_models(rules)))
        stack.enter_context(add_literals(word for rule in rules.rules for word in rule_literals(rule)))
        stack.enter_context(add_to_inspection(_make_additions(rules, runs)))
        yield runs


def rule_literals(rule: Rule) -> Iterator[str]:
    """Every literal that a rule has to know the places of."""
    yield from rule.words.literals
    yield from rule.context.literals
    if rule.pattern is not None and rule.pattern.needs.literal:
        yield rule.pattern.needs.literal


def _make_additions(rules: RuleSet, runs: Sequence[RecognizerRun]) -> Additions:
    detectors: list[Detect] = [make_detector(rule) for rule in rules.rules if rule.pattern or rule.words.literals]
    detectors += [find_denied(one) for one in rules.denied]
    detectors += [run.detect for run in runs]
    named = [rule for rule in rules.rules if rule.field_names]

    def hint(field: Field, place: Location | None) -> Mapping[str, float]:
        hints: dict[str, float] = {}
        for rule in named:
            if rule.holds_at(place) and (strength := match_rule_name(rule, field)):
                hints[rule.category] = max(hints.get(rule.category, 0.0), strength)
        return hints

    sift = make_sift(rules.allowances) if any(one.by_value for one in rules.allowances) else None
    last = _make_settle(rules) if rules.allowances or rules.denied or rules.recognizers else None
    return Additions(tuple(detectors), hint if named else None, sift, last)


def _make_settle(rules: RuleSet) -> Settle:
    """What is denied is reported, what is allowed is dismissed, and what recognizers saw is told."""

    def settle(
        source: str, collection: Collection, fields: Sequence[tuple[Field, FieldTally]], judged: Judged
    ) -> Judged:
        findings, dismissed = report_denied(source, collection, fields, *judged)
        kept, allowed = dismiss_allowed(rules.allowances, source, collection, fields, findings)
        tallies = {(seen.name, seen.path or None): tally for seen, tally in fields}
        told = []
        for finding in kept:
            tally = tallies.get((finding.location.field, finding.location.path), FieldTally())
            marks = (*finding.evidence.marks, *mark_applied(finding, tally, rules.recognizers))
            told.append(replace(finding, evidence=replace(finding.evidence, marks=marks)))
        return told, [*dismissed, *allowed]

    return settle


def match_rule_name(rule: Rule, field: Field) -> float:
    """How strongly a field's name fits the names of a rule (0 to 1). Letter case and separators do not count."""
    names = {squash(field.label), squash((split_path(field.label) or ("",))[-1])}
    strength = 0.0
    for glob in rule.field_names:
        plain = not any(mark in glob for mark in "*?[")
        folded = squash(glob) if plain else "*".join("?".join(map(squash, part.split("?"))) for part in glob.split("*"))
        if any(fnmatchcase(name, folded) for name in names if name):
            strength = max(strength, SURE_NAME if plain else GLOB_NAME)
    return strength


def make_detector(rule: Rule) -> Detect:
    """The detector of a rule with an expression or words."""

    def detect(cells: Cells, view: FieldView) -> Iterator[Result]:
        if rule.holds_at(view.place) and (hits := find_rule(rule, cells)) is not None:
            yield hits

    return detect


def find_rule(rule: Rule, cells: Cells) -> Hits | None:
    """The sightings of a rule in a buffer; None where it has none and nothing was tried."""
    spans = _find_spans(rule, cells)
    if not spans:
        return None
    table = np.array(spans, dtype=np.int64)
    if rule.check:
        good, keys = test_spans(rule.check, cells, table[:, 0], table[:, 1])
        listed = zip(*table[good].T.tolist(), _is_strong(rule, cells, table[good, 0]).tolist(), strict=True)
        return make_checked_hits(rule.category, listed, keys, good, rule.check)
    strong = _is_strong(rule, cells, table[:, 0])
    return make_hits(rule.category, zip(*table.T.tolist(), strong.tolist(), strict=True))


def _find_spans(rule: Rule, cells: Cells) -> list[tuple[int, int]]:
    spans = set(find_matches(rule.pattern, cells)) if rule.pattern is not None else set()
    if rule.words.literals:
        places = find_words(cells, rule.words)
        spans.update(zip(places.start.tolist(), places.end.tolist(), strict=True))
    return sorted(spans)


def _is_strong(rule: Rule, cells: Cells, starts: Ints) -> Bools:
    if rule.context.literals:
        return stand_near(cells, rule.context, starts, rule.window)
    return np.full(len(starts), rule.strong, dtype=np.bool_)


def test_spans(check: str, cells: Cells, start: Ints, end: Ints) -> tuple[Bools, npt.NDArray[np.uint64]]:
    """Which places pass a check on their digits, and a key for each different number."""
    good: Bools = np.zeros(len(start), dtype=np.bool_)
    keys: npt.NDArray[np.uint64] = np.zeros(len(start), dtype=np.uint64)
    texts = [cells.text[low:high] for low, high in zip(start.tolist(), end.tolist(), strict=True)]
    numbers = ["".join(char for char in text if "0" <= char <= "9") for text in texts]
    by_length: dict[int, list[int]] = {}
    for place, number in enumerate(numbers):
        keys[place] = int(number or "0") % (1 << 64)
        by_length.setdefault(len(number), []).append(place)
    for length, places in by_length.items():
        if length:
            digits = np.array([list(map(int, numbers[place])) for place in places], dtype=np.int8)
            good[places] = _passes(check, digits)
    return good, keys


def _passes(check: str, digits: Digits) -> Bools:
    """The outcome of a check; a number of a length that it is not for fails."""
    try:
        return CHECKS[check].test(digits)
    except (IndexError, ValueError):
        return np.zeros(len(digits), dtype=np.bool_)


def make_models(rules: RuleSet) -> dict[str, Model]:
    """How the categories of the rules are judged. A shipped category keeps its model where it has one."""
    models: dict[str, Model] = {}
    for rule in rules.rules:
        known = models.get(rule.category) or load_knowledge().model(rule.category)
        models[rule.category] = _join_models(known, _make_model(rule))
    for category, confidence in (
        *((one.category, one.confidence) for one in rules.denied),
        *((entry, one.confidence) for one in rules.recognizers for entry in one.entities.values()),
    ):
        known = models.get(category) or load_knowledge().model(category)
        models[category] = _join_models(known, Model("pattern", weight=_weight(confidence), contains=confidence))
    return models


def _join_models(known: Model, added: Model) -> Model:
    if known.model == "name-only":
        return added
    if added.model == "name-only":
        return known
    return replace(known, contains=max(known.contains, added.contains))


def _make_model(rule: Rule) -> Model:
    if rule.pattern is None and not rule.words.literals:
        return Model()
    if rule.check:
        return Model("checked", contains=rule.confidence)
    # Weak hits count for two fifths (detectors/weighing.py): a column full of them is as sure as one strong hit.
    weight = _weight(rule.confidence) * (1.0 if rule.strong and not rule.context.literals else 2.5)
    return Model("pattern", weight=weight, contains=rule.confidence, against=rule.pattern is not None)


def _weight(confidence: float) -> float:
    """Log-odds that bring a field taken at random to a confidence."""
    return math.log(confidence / (1.0 - confidence)) - PRIOR
