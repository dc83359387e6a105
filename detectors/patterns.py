"""Runs the detectors that are declared as data in ``data/patterns.toml``: checked numbers and expressions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from detectors.base import DetectorError
from detectors.checks import CHECKS, make_checked_hits
from detectors.context import Words, declare_words, follow_words, stand_near
from detectors.hits import FieldView, Hits, Result, make_hits
from detectors.literals import declare_literals
from detectors.numbers import (
    Shape,
    ShapeHits,
    find_runs,
    is_ascii_word,
    is_clock,
    is_epoch,
    is_jan,
    is_trivial,
    match_shape,
)
from detectors.text import Bools, Cells, Ints, Runs

_CONTEXT = 30
# How far a match reaches from its anchor, how far from it the character stands that it needs, and its words.
_REACH, _NEEDED, _NEAR = 4096, 200, 80
_HINTED = 0.5


@dataclass(frozen=True, slots=True)
class NumberRule:
    """Digit groups with a check; see the head of ``patterns.toml``."""

    category: str
    shapes: tuple[Shape, ...]
    alone: frozenset[tuple[int, ...]]
    check: str
    words: Words
    reject: frozenset[str]
    prefix: str
    after: re.Pattern[str] | None
    whole: bool
    padded: int
    examples: tuple[str, ...]
    counter: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextRule:
    """A regular expression that is tried at literals; see the head of ``patterns.toml``."""

    category: str
    tag: str
    anchors: tuple[str, ...]
    literals: tuple[str, ...]
    needs: str
    near: Words | None
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    counter: tuple[str, ...]


@cache
def load_declarations() -> Mapping[str, Any]:
    """The whole of ``patterns.toml``, its named parts put in where they are used."""
    declared = tomllib.loads((files("detectors") / "data" / "patterns.toml").read_text(encoding="utf-8"))
    for rule, key in (
        (rule, key) for kind, key in (("text", "pattern"), ("keyed", "value")) for rule in declared[kind]
    ):
        for name, part in reversed(declared["parts"].items()):
            rule[key] = rule[key].replace("{{" + name + "}}", part)
    return declared


@cache
def load_rules() -> tuple[tuple[NumberRule, ...], tuple[TextRule, ...]]:
    """The declared rules; :class:`DetectorError` when the file names a check that does not exist."""
    declared = load_declarations()
    return tuple(map(_read_number, declared["number"])), tuple(map(_read_text, declared["text"]))


def _read_number(rule: Mapping[str, Any]) -> NumberRule:
    if rule["check"] not in CHECKS:
        raise DetectorError(f"patterns.toml: unknown check {rule['check']!r}; known: {', '.join(CHECKS)}")
    return NumberRule(
        rule["category"],
        tuple(Shape.parse(text, rule["separators"]) for text in rule["shapes"]),
        frozenset(Shape.parse(text, "").groups for text in rule.get("alone", ())),
        rule["check"],
        declare_words(rule["words"], rule.get("avoid", "")),
        frozenset(rule["reject"]),
        rule.get("prefix", ""),
        re.compile(rule["after"]) if "after" in rule else None,
        rule.get("whole", False),
        rule.get("padded", 0),
        tuple(rule["examples"]),
        tuple(rule["counter"]),
    )


def _read_text(rule: Mapping[str, Any]) -> TextRule:
    return TextRule(
        rule["category"],
        rule["tag"],
        tuple(rule["anchors"]),
        declare_literals(rule["anchors"]),
        rule.get("needs", ""),
        declare_words(rule["near"]) if "near" in rule else None,
        re.compile(rule["pattern"]),
        tuple(rule["examples"]),
        tuple(rule["counter"]),
    )


def find_numbers(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Identifiers that are digits with a check digit."""
    runs = find_runs(cells)
    if not len(runs):
        return
    for rule in _RULES[0]:
        spans: list[tuple[int, int, bool]] = []
        keys, tested = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.bool_)]
        for found, alone in _candidates(rule, cells, runs, view.hinted(rule.category) >= _HINTED):
            good = CHECKS[rule.check].test(found.digits)
            keys.append(found.keys())
            tested.append(good)
            passed = found.select(good)
            strong = good[good] if alone else _is_strong(rule, cells, passed)
            spans.extend(zip(passed.start.tolist(), passed.end.tolist(), strong.tolist(), strict=True))
        if hits := make_checked_hits(rule.category, spans, np.concatenate(keys), np.concatenate(tested), rule.check):
            yield hits


def _candidates(rule: NumberRule, cells: Cells, runs: Runs, hinted: bool) -> Iterator[tuple[ShapeHits, bool]]:
    """The numbers to try, and whether their grouping alone makes them count by themselves."""
    for shape in rule.shapes:
        for found in match_shape(cells, runs, shape, beside_letters=bool(rule.prefix)):
            kept = found.select(~_rejected(rule, cells, found) & _prefix_fits(rule, cells, found))
            if rule.whole:
                kept = kept.select(_is_whole(cells, kept) | follow_words(cells, rule.words, kept.start, _CONTEXT))
            if len(kept):
                yield kept, shape.groups in rule.alone
    if rule.padded and hinted:
        yield from ((found, False) for found in _padded(rule, cells, runs))


def _padded(rule: NumberRule, cells: Cells, runs: Runs) -> Iterator[ShapeHits]:
    """Numbers that lost a leading zero on the way through a numeric column."""
    for found in match_shape(cells, runs, Shape((rule.padded,), "")):
        whole = found.select(_is_whole(cells, found))
        if len(whole):
            digits = np.pad(whole.digits, ((0, 0), (1, 0)))
            yield ShapeHits(whole.start, whole.end, digits, "")


def _is_whole(cells: Cells, found: ShapeHits) -> Bools:
    cell = cells.cell_of(found.start)
    return np.asarray((found.start == cells.starts[cell]) & (found.end == cells.starts[cell + 1] - 1))


def _rejected(rule: NumberRule, cells: Cells, found: ShapeHits) -> Bools:
    bad: Bools = np.zeros(len(found), dtype=np.bool_)
    if "epoch" in rule.reject and not found.separator:
        bad |= is_epoch(found.numbers(), found.digits.shape[1])
    if "jan" in rule.reject and not found.separator:
        bad |= is_jan(found.digits)
    if bad.any():
        # What its word names is no time and no code of goods, though it may read as one.
        bad[bad] = ~follow_words(cells, rule.words, found.start[bad], _CONTEXT)
    if "clock" in rule.reject and not found.separator:
        bad |= is_clock(found.digits)
    if "trivial" in rule.reject:
        bad |= is_trivial(found.digits)
    return bad


def _prefix_fits(rule: NumberRule, cells: Cells, found: ShapeHits) -> Bools:
    """Beside a letter only where the rule has a prefix and the letter is that prefix, standing alone."""
    if not rule.prefix:
        return np.ones(len(found), dtype=np.bool_)
    before, earlier = _codes_at(cells, found.start - 1), _codes_at(cells, found.start - 2)
    letter = is_ascii_word(before)
    lone = (before == ord(rule.prefix)) & ~is_ascii_word(earlier) & ~((earlier >= 48) & (earlier <= 57))
    return np.asarray((~letter | lone) & ~is_ascii_word(_codes_at(cells, found.end)))


def _codes_at(cells: Cells, positions: Ints) -> Ints:
    """The codes at positions of the buffer, 0 beyond its ends."""
    inside = (positions >= 0) & (positions < len(cells.codes))
    return np.where(inside, cells.codes[np.clip(positions, 0, len(cells.codes) - 1)], 0).astype(np.int64)


def _is_strong(rule: NumberRule, cells: Cells, found: ShapeHits) -> Bools:
    """Numbers that count by themselves: by a word before them, their prefix, what follows."""
    strong = follow_words(cells, rule.words, found.start, _CONTEXT)
    if rule.prefix:
        strong |= _codes_at(cells, found.start - 1) == ord(rule.prefix)
    if rule.after is not None:
        # Only where something that is not the next cell follows.
        for place in np.flatnonzero(~strong & (_codes_at(cells, found.end) > 31)).tolist():
            strong[place] = rule.after.match(cells.text, int(found.end[place])) is not None
    return strong


def find_texts(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Secrets and other things that a regular expression can tell."""
    for rule in _RULES[1]:
        spans = dict.fromkeys(_match_text(rule, cells))
        if spans and (hits := make_hits(rule.category, [(start, end, True) for start, end in spans])):
            yield Hits(hits.category, hits.start, hits.end, hits.strong, check=rule.tag)


def _match_text(rule: TextRule, cells: Cells) -> Iterator[tuple[int, int]]:
    text, done = cells.text, -1
    groups = [number for name, number in rule.pattern.groupindex.items() if name.startswith("value")]
    for at in _anchored(rule, cells):
        if at < done or (rule.needs and text.find(rule.needs, at, at + _NEEDED) < 0):
            continue
        if match := rule.pattern.match(text, at, at + _REACH):
            done = match.end()
            yield from [match.span(group) for group in groups if match[group] is not None] or [match.span()]


def _anchored(rule: TextRule, cells: Cells) -> Sequence[int]:
    """Where a rule is tried: at its anchors that have its words near."""
    if rule.needs and not cells.may_hold(rule.needs):
        return ()
    found = [at for literal in rule.literals if len(at := cells.places_of(literal))]
    if not found:
        return ()
    places = np.unique(np.concatenate(found))
    if rule.near is not None:
        places = places[stand_near(cells, rule.near, places, _NEAR)]
    listed: list[int] = places.tolist()
    return listed


_RULES = load_rules()
