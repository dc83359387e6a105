"""The examples of a rule, run: what it must match and what it must not, and what was found instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from connectors.base import Field
from detectors.custom import Rule, find_rule, match_rule_name, rule_literals
from detectors.hits import Detect, FieldView, Hits
from detectors.inspection import DETECTORS
from detectors.keyed import KeyedRule, find_keyed, load_keyed_rules
from detectors.literals import add_literals
from detectors.masking import mask
from detectors.patterns import NumberRule, TextRule, find_numbers, find_texts, load_rules
from detectors.text import Cells, join_cells

ExampleKind = Literal["must_match", "must_not_match"]

_TEXT = FieldView(Field(""), "text", {})


@dataclass(frozen=True, slots=True)
class Trial:
    """One example, by its number from 1. ``found`` are the places and shapes of what the rule found; ``why`` says in
    words what happened instead of what was wanted, without any of the text."""

    kind: ExampleKind
    number: int
    passed: bool
    found: tuple[tuple[int, int, str], ...] = ()
    why: str = ""


@contextmanager
def _literals_of(rules: Sequence[Rule]) -> Iterator[None]:
    with add_literals(word for rule in rules for word in rule_literals(rule)):
        yield


def try_rules(rules: Sequence[Rule]) -> list[tuple[Rule, Trial]]:
    """All examples of some rules."""
    with _literals_of(rules):
        return [(rule, trial) for rule in rules for trial in _try_rule(rule)]


def _try_rule(rule: Rule) -> Iterator[Trial]:
    for kind, examples in _kinds(rule.must_match, rule.must_not_match):
        for number, example in enumerate(examples, 1):
            yield _try_name(rule, kind, number, example) if is_by_name(rule) else _try_text(rule, kind, number, example)


def _kinds(match: Sequence[str], avoid: Sequence[str]) -> tuple[tuple[ExampleKind, Sequence[str]], ...]:
    return ("must_match", match), ("must_not_match", avoid)


def is_by_name(rule: Rule) -> bool:
    """Whether a rule knows names of fields only: then its examples are such names."""
    return rule.pattern is None and not rule.words.literals


def _try_name(rule: Rule, kind: ExampleKind, number: int, example: str) -> Trial:
    matched = match_rule_name(rule, Field(example)) > 0
    passed = matched == (kind == "must_match")
    why = "" if passed else "it is no name that field_names fit" if kind == "must_match" else "field_names fit it"
    return Trial(kind, number, passed, (), why)


def _try_text(rule: Rule, kind: ExampleKind, number: int, example: str) -> Trial:
    cells = _cells(example)
    hits = find_rule(rule, cells)
    found = _places(hits, cells) if hits is not None else ()
    passed = bool(found) == (kind == "must_match")
    return Trial(kind, number, passed, found, "" if passed else _say(rule, hits, found, cells))


def _cells(example: str) -> Cells:
    return join_cells(pa.array([example.encode("utf-8", "replace").decode("utf-8")], pa.string()))


def _places(hits: Hits, cells: Cells) -> tuple[tuple[int, int, str], ...]:
    spans = zip(hits.start.tolist(), hits.end.tolist(), strict=True)
    return tuple((start, end, mask(hits.category, cells.text[start:end])) for start, end in spans)


def _say(rule: Rule, hits: Hits | None, found: Sequence[tuple[int, int, str]], cells: Cells) -> str:
    """What was found instead."""
    if found:
        return "it is matched at " + _list(found)
    if hits is not None and hits.tried:
        return f"{hits.tried} match of the pattern, but the digits do not pass the check {rule.check}"
    others = [(category, start, end) for category, start, end in _find_shipped(cells) if category != rule.category]
    if others:
        return "nothing of the rule; instead " + ", ".join(f"{one} at {low}-{high}" for one, low, high in others[:5])
    return "nothing was found in it"


def _list(found: Sequence[tuple[int, int, str]]) -> str:
    return ", ".join(f"{start}-{end} ({shape})" for start, end, shape in found[:5])


def _find_shipped(cells: Cells) -> Iterator[tuple[str, int, int]]:
    for detect in DETECTORS:
        for hits in detect(cells, _TEXT):
            if isinstance(hits, Hits):
                for start, end in zip(hits.start.tolist(), hits.end.tolist(), strict=True):
                    yield hits.category, start, end


def try_shipped(category: str) -> list[Trial]:
    """The examples of the shipped rules of a category; none where it has none that are data. An example has to count
    by itself."""
    trials: list[Trial] = []
    for detect, rule in _shipped_rules(category):
        for kind, examples in _kinds(rule.examples, rule.counter):
            for example in examples:
                number = 1 + sum(one.kind == kind for one in trials)
                found = _find_shipped_places(detect, category, _cells(example), only_strong=kind == "must_match")
                passed = bool(found) == (kind == "must_match")
                why = "" if passed else f"it is matched at {_list(found)}" if found else "nothing was found in it"
                trials.append(Trial(kind, number, passed, found, why))
    return trials


def _find_shipped_places(
    detect: Detect, category: str, cells: Cells, *, only_strong: bool
) -> tuple[tuple[int, int, str], ...]:
    found: list[tuple[int, int, str]] = []
    for hits in detect(cells, _TEXT):
        if isinstance(hits, Hits) and hits.category == category:
            places = _places(hits, cells)
            found += [
                place for place, sure in zip(places, hits.strong.tolist(), strict=True) if sure or not only_strong
            ]
    return tuple(found)


def _shipped_rules(category: str) -> list[tuple[Detect, NumberRule | TextRule | KeyedRule]]:
    numbers, texts = load_rules()
    listed: list[tuple[Detect, NumberRule | TextRule | KeyedRule]] = []
    listed += [(find_numbers, rule) for rule in numbers]
    listed += [(find_texts, rule) for rule in texts]
    listed += [(find_keyed, rule) for rule in load_keyed_rules()]
    return [(detect, rule) for detect, rule in listed if rule.category == category]
