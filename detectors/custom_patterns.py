"""Expressions that users write: compiled for the buffer, kept off cells that cannot match, and bounded in time.

A shipped expression is tried at literals; one from a configuration may be anything, so that its cells are chosen by
what every match of it has to hold (a literal, characters, digits, a length), and long cells are read in windows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import numpy as np

from detectors.base import DetectorError
from detectors.literals import fold_literal
from detectors.text import Bools, Cells, normalise

WINDOW = 1024
"""Characters of a long cell that an expression sees at once."""

LONGEST = 256
"""A match that is not longer is found wherever it stands in a long cell."""

_LEAST_ASCII, _LEAST_OTHER = 3, 2


@dataclass(frozen=True, slots=True)
class Needs:
    """What every match of an expression holds. ``literal`` is in lower case where it is of ASCII letters; ``marks``
    are single characters as they stand; ``digits`` how many digits at least; ``length`` how many characters."""

    literal: str = ""
    marks: frozenset[str] = frozenset()
    digits: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class UserPattern:
    """An expression with what it needs."""

    expression: re.Pattern[str]
    needs: Needs


@dataclass(slots=True)
class _Held:
    """What a walk through an expression has met."""

    runs: list[str] = field(default_factory=lambda: [""])
    digits: int = 0


def compile_pattern(text: str) -> UserPattern:
    """An expression of ``re`` for normalised text. DetectorError, without the expression, where it is none or matches
    the empty text."""
    try:
        expression = re.compile(fold_pattern(text))
    except (re.error, OverflowError, RecursionError) as error:
        place = getattr(error, "pos", None)
        reason = getattr(error, "msg", "too large")
        raise DetectorError(
            f"pattern: {reason}" + (f" at character {place + 1}" if place is not None else "")
        ) from None
    if expression.match("") is not None:
        raise DetectorError("pattern: it matches the empty text, and so everything")
    return UserPattern(expression, find_needs(expression))


def fold_pattern(text: str) -> str:
    """The expression with full-width letters, digits and signs as the half-width ones that they become in a buffer; a
    sign among them stays a sign (（ is no group)."""
    if text.isascii():
        return text
    return "".join(
        char if (folded := normalise(char)) == char or char.isascii() else re.escape(folded) for char in text
    )


def find_needs(expression: re.Pattern[str]) -> Needs:
    """What every match holds; nothing where this version of Python does not tell how it reads an expression."""
    try:
        parser = import_module("re._parser")
        tree = parser.parse(expression.pattern, expression.flags)
        length, _ = tree.getwidth()
    except (ImportError, AttributeError, re.error):
        return Needs()
    held = _Held()
    _walk(tree, held)
    loose = bool(expression.flags & re.IGNORECASE)
    literals = [run for run in held.runs if _is_rare(run) and (not loose or run.isascii())]
    marks = {char for run in held.runs for char in run if not (loose and char.isalpha())}
    return Needs(fold_literal(max(literals, key=len, default="")), frozenset(marks), held.digits, int(length))


def _is_rare(run: str) -> bool:
    return len(run) >= (_LEAST_ASCII if run.isascii() else _LEAST_OTHER) and not run.isspace()


def _walk(tree: Iterable[tuple[Any, Any]], held: _Held) -> None:
    """Collect literals and digits of a sequence that has to match as a whole."""
    for operator, value in tree:
        name = str(operator)
        if name == "LITERAL":
            held.runs[-1] += chr(value)
            held.digits += chr(value) in "0123456789"
            continue
        if name == "SUBPATTERN" and not value[1] and not value[2]:
            _walk(value[3], held)
            continue
        held.runs.append("")
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            _walk_repeat(value[0], value[2], held)
        elif name == "IN" and _is_digit_class(value):
            held.digits += 1
        elif name == "ATOMIC_GROUP":
            _walk(value, held)
        held.runs.append("")


def _walk_repeat(least: int, tree: Iterable[tuple[Any, Any]], held: _Held) -> None:
    if not least:
        return
    inner = _Held()
    _walk(tree, inner)
    held.runs += inner.runs
    held.digits += inner.digits * least


def _is_digit_class(items: Sequence[tuple[Any, Any]]) -> bool:
    """Whether a set of characters is made of digits alone."""
    return all(
        (str(kind) == "CATEGORY" and str(value) == "CATEGORY_DIGIT")
        or (str(kind) == "RANGE" and ord("0") <= value[0] and value[1] <= ord("9"))
        or (str(kind) == "LITERAL" and ord("0") <= value <= ord("9"))
        for kind, value in items
    )


def find_matches(pattern: UserPattern, cells: Cells) -> Iterator[tuple[int, int]]:
    """Where an expression matches, as positions in the buffer; the group ``value`` where it has one."""
    group = "value" if "value" in pattern.expression.groupindex else 0
    chosen = np.flatnonzero(choose_cells(pattern.needs, cells)).tolist()
    if not chosen:
        return
    texts, starts = cells.values(), cells.starts.tolist()
    for number in chosen:
        base = starts[number]
        for match in match_cell(pattern.expression, texts[number]):
            start, end = match.span(group)
            if end > start:
                yield base + start, base + end


def match_cell(expression: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches in one cell, a long one read in windows that lap over."""
    size, at = len(text), 0
    if size <= WINDOW:
        yield from expression.finditer(text)
        return
    while at < size:
        end = min(at + WINDOW, size)
        following = end if end == size else end - LONGEST
        for match in expression.finditer(text, at, end):
            if end < size and match.start() >= following:
                break  # the next window sees it from its beginning
            yield match
            following = max(following, match.end())
        at = max(following, at + 1)


def choose_cells(needs: Needs, cells: Cells) -> Bools:
    """Which cells can hold a match at all."""
    chosen: Bools = cells.lengths >= max(1, needs.length)
    if needs.literal:
        holding: Bools = np.zeros(len(cells), dtype=np.bool_)
        holding[cells.cell_of(cells.places_of(needs.literal))] = True
        return chosen & holding
    for mark in sorted(needs.marks):
        if not chosen.any():
            break
        chosen &= cells.holding(mark)
    if needs.digits and chosen.any():
        chosen &= cells.digits >= needs.digits
    return chosen
