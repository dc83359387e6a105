"""Runs the detectors that are declared as data in ``data/patterns.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from detectors.base import DetectorError
from detectors.checks import CHECKS, make_checked_hits
from detectors.hits import FieldView, Hits, Result, find_all, make_hits
from detectors.numbers import Shape, ShapeHits, find_runs, is_clock, is_epoch, is_trivial, match_shape
from detectors.text import SEPARATOR, Bools, Cells, Runs

_CONTEXT = 30
# How far a match reaches from its anchor, and how far from it the character stands that it needs.
_REACH, _NEAR = 4096, 200


@dataclass(frozen=True, slots=True)
class NumberRule:
    """Digit groups with a check; see the head of ``patterns.toml``."""

    category: str
    shapes: tuple[Shape, ...]
    alone: frozenset[tuple[int, ...]]
    check: str
    words: re.Pattern[str]
    reject: frozenset[str]
    prefix: str
    examples: tuple[str, ...]
    counter: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextRule:
    """A regular expression that is tried at literals; see the head of ``patterns.toml``."""

    category: str
    tag: str
    anchors: tuple[str, ...]
    needs: str
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    counter: tuple[str, ...]


@lru_cache(maxsize=1)
def load_rules() -> tuple[tuple[NumberRule, ...], tuple[TextRule, ...]]:
    """The declared rules; :class:`DetectorError` when the file names a check that does not exist."""
    declared = tomllib.loads((files("detectors") / "data" / "patterns.toml").read_text(encoding="utf-8"))
    numbers = []
    for rule in declared["number"]:
        if rule["check"] not in CHECKS:
            raise DetectorError(f"patterns.toml: unknown check {rule['check']!r}; known: {', '.join(CHECKS)}")
        shapes = tuple(Shape.parse(text, rule["separators"]) for text in rule["shapes"])
        alone = frozenset(Shape.parse(text, "").groups for text in rule.get("alone", ()))
        numbers.append(
            NumberRule(
                rule["category"],
                shapes,
                alone,
                rule["check"],
                re.compile(rule["words"]),
                frozenset(rule["reject"]),
                rule.get("prefix", ""),
                tuple(rule["examples"]),
                tuple(rule["counter"]),
            )
        )
    texts = tuple(
        TextRule(
            rule["category"],
            rule["tag"],
            tuple(rule["anchors"]),
            rule.get("needs", ""),
            re.compile(rule["pattern"]),
            tuple(rule["examples"]),
            tuple(rule["counter"]),
        )
        for rule in declared["text"]
    )
    return tuple(numbers), texts


def find_numbers(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Identifiers that are digits with a check digit."""
    runs = find_runs(cells)
    if not len(runs):
        return
    for rule in load_rules()[0]:
        spans: list[tuple[int, int, bool]] = []
        keys, tested = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.bool_)]
        for shape in rule.shapes:
            for found in match_shape(cells, runs, shape, beside_letters=bool(rule.prefix)):
                kept = found.select(~_rejected(rule, found) & _prefix_fits(rule, cells, runs, found))
                good = CHECKS[rule.check].test(kept.digits) if len(kept) else np.zeros(0, dtype=np.bool_)
                keys.append(kept.keys())
                tested.append(good)
                spans.extend(_judge(rule, shape, cells, kept.select(good)))
        if hits := make_checked_hits(rule.category, spans, np.concatenate(keys), np.concatenate(tested), rule.check):
            yield hits


def _rejected(rule: NumberRule, found: ShapeHits) -> Bools:
    bad: Bools = np.zeros(len(found), dtype=np.bool_)
    if "clock" in rule.reject and not found.separator:
        bad |= is_clock(found.digits)
    if "epoch" in rule.reject and not found.separator:
        bad |= is_epoch(found.numbers(), found.digits.shape[1])
    if "trivial" in rule.reject:
        bad |= is_trivial(found.digits)
    return bad


def _prefix_fits(rule: NumberRule, cells: Cells, runs: Runs, found: ShapeHits) -> Bools:
    """Beside a letter only where the rule has a prefix and the letter is that prefix, standing alone."""
    if not rule.prefix:
        return np.ones(len(found), dtype=np.bool_)
    fits = []
    for start, end in zip(found.start.tolist(), found.end.tolist(), strict=True):
        before, earlier = cells.text[start - 1 : start], cells.text[max(0, start - 2) : max(0, start - 1)]
        after = cells.text[end : end + 1]
        letter = before.isascii() and (before.isalpha() or before == "_")
        lone = before == rule.prefix and not (earlier.isascii() and earlier.isalnum())
        fits.append((not letter or lone) and not (after.isascii() and (after.isalpha() or after == "_")))
    return np.array(fits, dtype=np.bool_)


def _judge(rule: NumberRule, shape: Shape, cells: Cells, good: ShapeHits) -> Iterator[tuple[int, int, bool]]:
    alone = shape.groups in rule.alone
    for start, end in zip(good.start.tolist(), good.end.tolist(), strict=True):
        strong = alone
        if not strong:
            low = max(0, start - _CONTEXT, cells.text.rfind(SEPARATOR, max(0, start - _CONTEXT), start) + 1)
            strong = rule.words.search(cells.text[low:start]) is not None
        yield start, end, strong


def find_texts(cells: Cells, view: FieldView) -> Iterator[Result]:
    """Secrets and other things that a regular expression can tell."""
    for rule in load_rules()[1]:
        spans = dict.fromkeys(_match_text(rule, cells))
        if spans and (hits := make_hits(rule.category, [(start, end, True) for start, end in spans])):
            yield Hits(hits.category, hits.start, hits.end, hits.strong, check=rule.tag)


def _match_text(rule: TextRule, cells: Cells) -> Iterator[tuple[int, int]]:
    if rule.needs and not cells.may_hold(rule.needs):
        return
    text, done = cells.text, -1
    group = "value" if "value" in rule.pattern.groupindex else 0
    for at in sorted({at for anchor in filter(cells.may_hold, rule.anchors) for at in find_all(text, anchor)}):
        if at < done or (rule.needs and text.find(rule.needs, at, at + _NEAR) < 0):
            continue
        if match := rule.pattern.match(text, at, at + _REACH):
            done = match.end()
            yield match.span(group)
